import type { FunctionDefinition, FunctionFamily } from './registry.ts';

/**
 * The functions that are not part of the core, by the module that holds them. The names stand here so that a misspelt one can be
 * corrected without fetching anything; a test holds them to what the modules define.
 */
export const families: readonly FunctionFamily[] = [
  family(
    'series_',
    'abs acos add asin atan ceiling cos cosine_similarity decompose decompose_anomalies decompose_forecast divide ' +
      'dot_product equals exp fft fill_backward fill_const fill_forward fill_linear fir fit_2lines fit_2lines_dynamic ' +
      'fit_line fit_line_dynamic fit_poly floor greater greater_equals ifft iir less less_equals log magnitude multiply ' +
      'not_equals outliers pearson_correlation periods_detect periods_validate pow product seasonal sign sin stats ' +
      'stats_dynamic subtract sum tan',
    async () => (await import('./scalar/series/index.ts')).seriesFunctions,
  ),
  family(
    'convert_',
    'angle energy force length mass speed temperature volume',
    async () => (await import('./scalar/units.ts')).unitFunctions,
  ),
  family(
    'geo_',
    'angle azimuth closest_point_on_line closest_point_on_polygon distance_2points distance_point_to_line ' +
      'distance_point_to_polygon from_wkt geohash_neighbors geohash_to_central_point geohash_to_polygon h3cell_children ' +
      'h3cell_level h3cell_neighbors h3cell_parent h3cell_rings h3cell_to_central_point h3cell_to_polygon ' +
      'intersection_2lines intersection_2polygons intersection_line_with_polygon intersects_2lines intersects_2polygons ' +
      'intersects_line_with_polygon line_buffer line_centroid line_densify line_interpolate_point line_length ' +
      'line_locate_point line_simplify line_to_s2cells point_buffer point_in_circle point_in_polygon point_to_geohash point_to_h3cell ' +
      'point_to_s2cell polygon_area polygon_buffer polygon_centroid polygon_densify polygon_perimeter ' +
      'polygon_simplify polygon_to_h3cells polygon_to_s2cells s2cell_neighbors s2cell_to_central_point s2cell_to_polygon ' +
      'simplify_polygons_array union_lines_array union_polygons_array',
    async () => (await import('./scalar/geo/index.ts')).geoFunctions,
  ),
  family(
    '',
    'base64_decode_toarray base64_decode_toguid base64_decode_tostring base64_decodestring base64_encode_fromarray ' +
      'base64_encode_fromguid base64_encode_tostring base64_encodestring gzip_compress_to_base64_string ' +
      'gzip_decompress_from_base64_string url_decode url_encode url_encode_component zlib_compress_to_base64_string ' +
      'zlib_decompress_from_base64_string',
    async () => (await import('./scalar/encoding.ts')).encodingFunctions,
  ),
  family(
    '',
    'make_string punycode_domain_from_string punycode_domain_to_string punycode_from_string punycode_to_string to_utf8 ' +
      'unicode_codepoints_from_string unicode_codepoints_to_string',
    async () => (await import('./scalar/unicode.ts')).unicodeFunctions,
  ),
  family(
    '',
    '__hash_crc32 __hash_djb2 __hash_xxh64 hash_md5 hash_sha1 hash_sha256',
    async () => (await import('./scalar/digest.ts')).digestFunctions,
  ),
  family('parse_', 'command_line csv path version xml', async () => (await import('./scalar/formats.ts')).formatFunctions),
  family(
    '',
    'ipv6_compare ipv6_is_in_any_range ipv6_is_in_range ipv6_is_match parse_ipv6 parse_ipv6_mask',
    async () => (await import('./scalar/ipv6.ts')).ipv6Functions,
  ),
  family('datetime_', 'list_timezones local_to_utc utc_to_local', async () => (await import('./scalar/timezone.ts')).timezoneFunctions),
  {
    names: [
      ...['dcount_hll', 'hll', 'hll intersection', 'hll_if', 'hll_isvalid', 'hll_merge', 'merge_tdigest', 'percentile_tdigest'],
      ...['percentiles_array_tdigest', 'percentrank_tdigest', 'rank_tdigest', 'tdigest', 'tdigest_isvalid', 'tdigest_merge'],
    ],
    load: async () => (await import('./sketch-family.ts')).sketchFamily,
  },
];

function family(prefix: string, suffixes: string, load: () => Promise<readonly FunctionDefinition[]>): FunctionFamily {
  return { names: suffixes.split(' ').map((suffix) => `${prefix}${suffix}`), load };
}
