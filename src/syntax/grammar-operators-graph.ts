import type {
  Expression,
  GraphEdge,
  GraphMarkComponentsOperator,
  GraphMatchOperator,
  GraphNode,
  GraphPattern,
  GraphShortestPathsOperator,
  GraphToTableOperator,
  GraphWhereOperator,
  MakeGraphOperator,
  Name,
} from './ast.ts';
import { PartOperatorGrammar } from './grammar-operators-parts.ts';
import { type KqlTokenType, mark, word } from './tokens.ts';

/** The graph operators. Their arrows are marks without anything between them: `-[`, `]->`, `<--` … */
export abstract class GraphGrammar extends PartOperatorGrammar {
  protected readonly makeGraph = this.rule('MakeGraph', (): MakeGraphOperator => {
    const keyword = this.keyword(word['make-graph']);
    const parameters = this.parameters('makeGraph');
    const source = this.name('the source column');
    const direction = this.either<MakeGraphOperator['direction']>(
      [
        [() => this.atMarks('-', '-', '>'), () => this.marks('-', '-', '>') as '-->'],
        [() => this.atMarks('-', '-'), () => this.marks('-', '-') as '--'],
      ],
      '`-->` or `--`',
    );
    const target = this.name('the target column');
    const nodeId = this.optional(word.with_node_id, (): Name => {
      this.accept(word.with_node_id);
      this.accept(mark['=']);
      return this.name('a column name');
    });
    const nodes = this.optional(
      () => nodeId === undefined && this.at(word.with),
      () => {
        this.accept(word.with);
        return this.list(this.nodeTable, 'a table of nodes', { ends: [word['partitioned-by']] });
      },
    );
    const partitionedBy = this.optional(word['partitioned-by'], this.graphPartition);
    return this.node('make-graph', keyword, { parameters, source, direction, target, nodes: nodes ?? [], nodeId, partitionedBy });
  });

  private readonly nodeTable = this.rule('NodeTable', (): MakeGraphOperator['nodes'][number] => {
    const start = this.start();
    const table = this.signedOperand('a table of nodes');
    this.accept(word.on, '`on` and the key of the nodes');
    const key = this.name('the key of the nodes');
    return { span: this.span(start), table, key };
  });

  private readonly graphPartition = this.rule('GraphPartition', (): NonNullable<MakeGraphOperator['partitionedBy']> => {
    this.accept(word['partitioned-by']);
    const column = this.simplePath('a column after `partitioned-by`');
    this.accept(mark['('], '`(` and a sub-query');
    const subquery = this.contextualSubquery();
    this.accept(mark[')']);
    return { column, subquery };
  });

  // ---- graph-match --------------------------------------------------------------------------------------------------------------------

  protected readonly graphMatch = this.rule('GraphMatch', (): GraphMatchOperator => {
    const keyword = this.keyword(word['graph-match']);
    const parameters = this.parameters('graphMatch');
    return this.node('graph-match', keyword, { parameters, ...this.matchClauses() });
  });

  protected readonly graphShortestPaths = this.rule('GraphShortestPaths', (): GraphShortestPathsOperator => {
    const keyword = this.keyword(word['graph-shortest-paths']);
    const parameters = this.parameters('graphShortestPaths');
    return this.node('graph-shortest-paths', keyword, { parameters, ...this.matchClauses() });
  });

  private matchClauses(): { patterns: GraphPattern[]; where: Expression | undefined; project: Expression[] | undefined } {
    const patterns = this.list(this.graphPattern, 'a pattern like `(a)-[e]->(b)`', { ends: [word.where, word.project] });
    const where = this.optional(word.where, () => {
      this.accept(word.where);
      return this.nested(() => this.pipe('a predicate after `where`'));
    });
    const project = this.optional(word.project, () => {
      this.accept(word.project);
      return this.list(this.namedExpression, 'a column after `project`');
    });
    return { patterns, where, project };
  }

  private readonly graphPattern = this.rule('GraphPattern', (): GraphPattern => {
    const start = this.start();
    const elements: (GraphNode | GraphEdge)[] = [this.graphElement()];
    this.repeat(
      () => this.atGraphElement(),
      () => elements.push(this.graphElement()),
    );
    const span = this.span(start);
    const wellFormed = elements.length % 2 === 1 && elements.every(({ kind }, i) => (kind === 'graph-node') === (i % 2 === 0));
    if (!wellFormed) {
      this.note('semantic', 'a pattern goes from node to node over an edge', span, 'as in `(a)-[e]->(b)-->(c)`');
    }
    return { span, elements };
  });

  private atGraphElement(): boolean {
    return (
      this.at(mark['(']) || this.atMarks('-', '-') || this.atMarks('-', '[') || this.atMarks('<', '-', '-') || this.atMarks('<', '-', '[')
    );
  }

  private readonly graphElement = this.rule('GraphElement', (): GraphNode | GraphEdge =>
    this.either<GraphNode | GraphEdge>(
      [
        [mark['('], this.graphNode],
        [() => this.atGraphElement(), this.graphEdge],
      ],
      'a node like `(a)` or an edge like `-[e]->`',
    ),
  );

  private readonly graphNode = this.rule('GraphNode', (): GraphNode => {
    const start = this.start();
    this.accept(mark['(']);
    const name = this.optional(
      () => !this.at(mark[')']),
      () => this.name('a name or `)`'),
    );
    this.accept(mark[')']);
    return { kind: 'graph-node', span: this.span(start), name };
  });

  private readonly graphEdge = this.rule('GraphEdge', (): GraphEdge => {
    const start = this.start();
    return this.either<GraphEdge>(
      [
        [() => this.atMarks('-', '-', '>'), () => this.plainEdge(start, this.marks('-', '-', '>'))],
        [() => this.atMarks('<', '-', '-'), () => this.plainEdge(start, this.marks('<', '-', '-'))],
        [() => this.atMarks('-', '-'), () => this.plainEdge(start, this.marks('-', '-'))],
        [() => this.atMarks('-', '['), () => this.namedEdge(start, this.marks('-', '['))],
        [() => this.atMarks('<', '-', '['), () => this.namedEdge(start, this.marks('<', '-', '['))],
      ],
      'an edge',
    );
  });

  private plainEdge(start: number, arrow: string): GraphEdge {
    return { kind: 'graph-edge', span: this.span(start), name: undefined, direction: arrow as GraphEdge['direction'], range: undefined };
  }

  private namedEdge(start: number, open: string): GraphEdge {
    const name = this.optional(
      () => this.nameLength(1) > 0,
      () => this.name(),
    );
    const range = this.optional(mark['*'], this.edgeRange);
    const close = this.either<string>(
      [
        [() => this.atMarks(']', '-', '>'), () => this.marks(']', '-', '>')],
        [() => this.atMarks(']', '-'), () => this.marks(']', '-')],
      ],
      '`]->` or `]-`',
    );
    const span = this.span(start);
    const backward = open === '<-[';
    const forward = close === ']->';
    if (backward && forward) this.note('semantic', 'an edge points one way', span, 'write `-[e]-` for either direction');
    return { kind: 'graph-edge', span, name, direction: backward ? '<--' : forward ? '-->' : '--', range };
  }

  private readonly edgeRange = this.rule('EdgeRange', (): NonNullable<GraphEdge['range']> => {
    this.accept(mark['*']);
    const from = this.signedOperand('the least number of steps');
    this.accept(mark['..'], '`..` and the greatest number of steps');
    const to = this.signedOperand('the greatest number of steps');
    return { from, to };
  });

  // ---- the others ---------------------------------------------------------------------------------------------------------------------

  protected readonly graphMarkComponents = this.rule('GraphMarkComponents', (): GraphMarkComponentsOperator => {
    const keyword = this.keyword(word['graph-mark-components']);
    return this.node('graph-mark-components', keyword, { parameters: this.parameters('graphMarkComponents') });
  });

  protected readonly graphToTable = this.rule('GraphToTable', (): GraphToTableOperator => {
    const keyword = this.keyword(word['graph-to-table']);
    const outputs = this.list(this.graphOutput, '`nodes` or `edges`');
    return this.node('graph-to-table', keyword, { outputs });
  });

  private readonly graphOutput = this.rule('GraphOutput', (): GraphToTableOperator['outputs'][number] => {
    const start = this.start();
    const entity = this.either(
      [
        [word.nodes, () => this.accept(word.nodes)],
        [word.edges, () => this.accept(word.edges)],
      ],
      '`nodes` or `edges`',
    ).image as 'nodes' | 'edges';
    const as = this.optional(word.as, (): Name => {
      this.accept(word.as);
      return this.name('a name after `as`');
    });
    const parameters = this.parameters(entity === 'nodes' ? 'graphToTableNodes' : 'graphToTableEdges');
    return { span: this.span(start), entity, as, parameters };
  });

  protected readonly graphWhereNodes = this.rule('GraphWhereNodes', (): GraphWhereOperator => {
    const keyword = this.keyword(word['graph-where-nodes']);
    const predicate = this.expression('a predicate after `graph-where-nodes`');
    return this.node('graph-where-nodes', keyword, { predicate });
  });

  protected readonly graphWhereEdges = this.rule('GraphWhereEdges', (): GraphWhereOperator => {
    const keyword = this.keyword(word['graph-where-edges']);
    const predicate = this.expression('a predicate after `graph-where-edges`');
    return this.node('graph-where-edges', keyword, { predicate });
  });

  // ---- arrows -------------------------------------------------------------------------------------------------------------------------

  private atMarks(...texts: (keyof typeof mark)[]): boolean {
    return texts.every((text, i) => this.at(mark[text] as KqlTokenType, i + 1) && (i === 0 || this.adjacent(i + 1)));
  }

  private marks(...texts: (keyof typeof mark)[]): string {
    for (const text of texts) this.accept(mark[text] as KqlTokenType);
    return texts.join('');
  }
}
