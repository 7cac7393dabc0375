using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace TracedLlm.Analyzers.Flow.Exceptions;

/// <summary>The control flow graph of one function, with the syntax of its catch clauses.</summary>
internal sealed class FunctionGraph
{
    private readonly Dictionary<ControlFlowRegion, CatchClauseSyntax> _clauses = [];

    public FunctionGraph(SyntaxNode function, ControlFlowGraph graph)
    {
        Function = function;
        Graph = graph;
        var attempts = function.DescendantNodes(node => node == function || !IsFunction(node)).OfType<TryStatementSyntax>().Where(static attempt => attempt.Catches.Count > 0).ToList();
        var regions = RegionsIn(graph.Root).Where(static region => region.Kind == ControlFlowRegionKind.TryAndCatch).ToList();

        // The graph keeps the order of the source.
        if (attempts.Count == regions.Count)
        {
            foreach (var (attempt, region) in attempts.Zip(regions, static (attempt, region) => (attempt, region)))
            {
                foreach (var (clause, handler) in attempt.Catches.Zip(region.NestedRegions.Skip(1), static (clause, handler) => (clause, handler)))
                {
                    _clauses[handler] = clause;
                }
            }
        }
    }

    public SyntaxNode Function { get; }

    public ControlFlowGraph Graph { get; }

    /// <summary>The clause of a region for a handler; <see langword="null"/> if the graph does not show it.</summary>
    public CatchClauseSyntax? ClauseOf(ControlFlowRegion handler) => _clauses.TryGetValue(handler, out var clause) ? clause : null;

    /// <summary>The block that runs some code of the function.</summary>
    public BasicBlock? BlockOf(SyntaxNode code)
    {
        BasicBlock? near = null;
        foreach (var block in Graph.Blocks)
        {
            foreach (var operation in block.BranchValue is { } value ? block.Operations.Add(value) : block.Operations)
            {
                if (!operation.Syntax.Span.IntersectsWith(code.Span))
                {
                    continue;
                }

                foreach (var part in operation.DescendantsAndSelf())
                {
                    if (part.Syntax == code)
                    {
                        return block;
                    }

                    // The graph has no operation for the code itself, such as a using declaration.
                    if (code.Span.Contains(part.Syntax.Span))
                    {
                        near ??= block;
                    }
                }
            }
        }

        return near;
    }

    /// <summary>The type of a parameter in the source.</summary>
    public SyntaxNode? ParameterOf(IParameterSymbol parameter) =>
        Function.DescendantNodes().OfType<ParameterSyntax>().FirstOrDefault(written => written.Identifier.ValueText == parameter.Name)?.Type;

    private static bool IsFunction(SyntaxNode node) => node is AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax;

    private static IEnumerable<ControlFlowRegion> RegionsIn(ControlFlowRegion region)
    {
        yield return region;
        foreach (var nested in region.NestedRegions)
        {
            foreach (var inner in RegionsIn(nested))
            {
                yield return inner;
            }
        }
    }
}
