/**
 * The words of the language, by tier: 1 is what detection rules commonly use, 2 the rest of the language, 3 what needs a cluster or a service
 * outside. What becomes of each word is not said here: probing the engine tells.
 */
export const inventory: Readonly<Record<'scalar function' | 'aggregate' | 'plugin', Readonly<Record<1 | 2 | 3, readonly string[]>>>> = {
  'scalar function': {
    1: words(`
    abs ago array_concat array_index_of array_length array_slice array_sort_asc array_sort_desc bag_has_key bag_keys bag_merge bag_pack bag_remove_keys
    bag_set_key base64_decode_tostring base64_decodestring base64_encode_tostring bin binary_and binary_shift_left case ceiling coalesce column_ifexists
    countof datetime_add datetime_diff datetime_part dayofmonth dayofweek endofday endofmonth endofweek endofyear extract extract_all extract_json
    extractjson floor format_datetime format_timespan gettype getyear has_any_index has_any_ipv4 has_any_ipv4_prefix has_ipv4 has_ipv4_prefix hash
    hash_md5 hash_sha1 hash_sha256 hourofday iff iif indexof ingestion_time ipv4_compare ipv4_is_in_any_range ipv4_is_in_range ipv4_is_match
    ipv4_is_private ipv6_is_in_range ipv6_is_match isascii isempty isnotempty isnotnull isnull make_datetime make_timespan materialize max_of min_of
    monthofyear next not now pack pack_all pack_array pack_dictionary parse_command_line parse_csv parse_ipv4 parse_json parse_path parse_url
    parse_urlquery parse_user_agent parse_version parse_xml parsejson prev rand range regex_quote replace replace_regex replace_string replace_strings
    reverse round row_cumsum row_number row_window_session series_decompose_anomalies series_fit_2lines series_outliers series_stats set_difference
    set_has_element set_intersect set_union split startofday startofmonth startofweek startofyear strcat strcat_array strcat_delim string_size strlen
    strrep substring tobool todatetime todecimal todouble todynamic toguid tohex toint tolong tolower toreal toscalar tostring totimespan toupper
    translate treepath trim trim_end trim_start unixtime_milliseconds_todatetime unixtime_seconds_todatetime url_decode url_encode zip
    `),
    2: words(`
    __cast __geo_length_to_s2cell_level __geo_line_s2cell_covering_level __geo_line_validate __geo_polygon_s2cell_covering_level __geo_polygon_validate
    __hash_crc32 __hash_djb2 __hash_many_crc32 __hash_xxh64 __hll_normalize __invoke __ipv6_lookup_ranges __lz4_compress_dynamic_array_to_base64_string
    acos all any around array_iff array_iif array_reverse array_rotate_left array_rotate_right array_shift_left array_shift_right array_split array_strcat
    array_sum arraylength asin assert atan atan2 bag_pack_columns bag_zip base64_decode_toarray base64_decode_toguid base64_encode_fromarray
    base64_encode_fromguid base64_encodestring beta_cdf beta_inv beta_pdf bin_at bin_auto binary_not binary_or binary_shift_right binary_xor
    bitset_count_ones column_names_of columnifexists convert_angle convert_energy convert_force convert_length convert_mass convert_speed
    convert_temperature convert_volume cos cot database datepart datetime_list_timezones datetime_local_to_utc datetime_utc_to_local dayofyear dcount_hll
    degrees dynamic_to_json erf erfc estimate_data_size exp exp10 exp2 extractall format_bytes format_ipv4 format_ipv4_mask gamma geo_angle geo_azimuth
    geo_closest_point_on_line geo_closest_point_on_polygon geo_distance_2points geo_distance_point_to_line geo_distance_point_to_polygon geo_from_wkt
    geo_geohash_neighbors geo_geohash_to_central_point geo_geohash_to_polygon geo_h3cell_children geo_h3cell_level geo_h3cell_neighbors geo_h3cell_parent
    geo_h3cell_rings geo_h3cell_to_central_point geo_h3cell_to_polygon geo_intersection_2lines geo_intersection_2polygons
    geo_intersection_line_with_polygon geo_intersects_2lines geo_intersects_2polygons geo_intersects_line_with_polygon geo_line_buffer geo_line_centroid
    geo_line_densify geo_line_interpolate_point geo_line_length geo_line_locate_point geo_line_simplify geo_line_to_s2cells geo_point_buffer
    geo_point_in_circle geo_point_in_polygon geo_point_to_geohash geo_point_to_h3cell geo_point_to_s2cell geo_polygon_area geo_polygon_buffer
    geo_polygon_centroid geo_polygon_densify geo_polygon_perimeter geo_polygon_simplify geo_polygon_to_h3cells geo_polygon_to_s2cells geo_s2cell_neighbors
    geo_s2cell_to_central_point geo_s2cell_to_polygon geo_simplify_polygons_array geo_union_lines_array geo_union_polygons_array getmonth
    gzip_compress_to_base64_string gzip_decompress_from_base64_string hash_combine hash_many hash_xxhash64 hll_isvalid hll_merge indexof_regex inner_nodes
    ipv4_netmask_suffix ipv4_range_to_cidr_list ipv6_compare ipv6_is_in_any_range iscolumnexists isfinite isinf isnan isutf8 jaccard_index labels log
    log10 log2 loggamma make_string map materialized_view_combine merge_tdigest new_guid node_degree_in node_degree_out node_id notempty notnull
    parse_ipv4_mask parse_ipv6 parse_ipv6_mask parseurl parseurlquery percentile_tdigest percentiles_array_tdigest percentrank_tdigest pi pow
    punycode_domain_from_string punycode_domain_to_string punycode_from_string punycode_to_string radians rank_tdigest repeat row_id row_rank
    row_rank_dense row_rank_min series_abs series_acos series_add series_asin series_atan series_ceiling series_cos series_cosine_similarity
    series_decompose series_decompose_forecast series_divide series_dot_product series_equals series_exp series_fft series_fill_backward series_fill_const
    series_fill_forward series_fill_linear series_fir series_fit_2lines_dynamic series_fit_line series_fit_line_dynamic series_fit_poly series_floor
    series_greater series_greater_equals series_ifft series_iir series_less series_less_equals series_log series_magnitude series_multiply
    series_not_equals series_pearson_correlation series_periods_detect series_periods_validate series_pow series_product series_seasonal series_sign
    series_sin series_stats_dynamic series_subtract series_sum series_tan set_equals sign sin sqrt strcmp table tan tdigest_isvalid tdigest_merge to_utf8
    toboolean toobject totable totime unicode_codepoints_from_string unicode_codepoints_to_string unixtime_microseconds_todatetime
    unixtime_nanoseconds_todatetime url_encode_component week_of_year weekofyear welch_test zlib_compress_to_base64_string
    zlib_decompress_from_base64_string
    `),
    3: words(`
    cluster current_cluster_endpoint current_cursor current_database current_node_id current_principal current_principal_details
    current_principal_is_member_of cursor_after cursor_before_or_at cursor_current entity_group extent_id extent_tags extentid external_table
    geo_info_from_ip_address graph materialized_view rowstore_ordinal_range stored_query_result
    `),
  },
  aggregate: {
    1: words(`
    any arg_max arg_min argmax avg avgif count count_distinct count_distinctif countif dcount dcountif make_bag make_bag_if make_list make_list_if
    make_list_with_nulls make_set make_set_if makelist makeset max maxif min minif percentile percentiles stdev stdevif sum sumif take_any take_anyif
    variance
    `),
    2: words(`
    anyif argmin binary_all_and binary_all_or binary_all_xor buildschema cnt covariance covarianceif covariancep covariancepif hll hll_if hll_merge
    make_dictionary merge_tdigest passthrough percentiles_array percentilesw percentilesw_array percentilew stdevp tdigest tdigest_merge varianceif
    variancep variancepif
    `),
    3: [],
  },
  plugin: {
    1: words(`
    bag_unpack ipv4_lookup pivot
    `),
    2: words(`
    active_users_count activity_counts_metrics activity_engagement activity_metrics autocluster basket dcount_intersect diffpatterns diffpatterns_text
    estimate_rows_count funnel_sequence funnel_sequence_completion geo_line_lookup geo_polygon_lookup identity identity_v3 ipv6_lookup narrow
    new_activity_metrics preview rolling_percentile rows_near schema_merge sequence_detect session_count sliding_window_counts
    `),
    3: words(`
    ai_chat_completion ai_chat_completion_prompt ai_embed_text ai_embeddings azure_digital_twins_query_request cosmosdb_sql_request csharp dax_request
    execute_query execute_show_command external_datatable http_request http_request_post infer_storage_schema infer_storage_schema_with_suggestions
    mysql_request postgresql_request python r sql_request
    `),
  },
};

function words(text: string): readonly string[] {
  return text.trim().split(/\s+/);
}
