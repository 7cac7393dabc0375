using System.Collections.Concurrent;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;
using TracedLlm.Analyzers.Calls;

namespace TracedLlm.Analyzers.Flow.Exceptions;

/// <summary>The control flow graphs of the functions of a compilation, also of lambdas and local functions. A graph is made on first use.</summary>
internal sealed class FunctionGraphs(CompilationCode code)
{
    private readonly ConcurrentDictionary<CodePlace, IReadOnlyDictionary<CodePlace, FunctionGraph>> _bodies = new();

    /// <summary>The graph of a function; <see langword="null"/> if the function has no body.</summary>
    public FunctionGraph? GraphOf(CodePlace function, CancellationToken cancellationToken)
    {
        if (code.BodyOf(function, cancellationToken) is not { } body)
        {
            return null;
        }

        var root = body;
        while (root.Parent is { } outer)
        {
            root = outer;
        }

        var place = CodePlace.PlaceOf(root.Syntax);
        if (!_bodies.TryGetValue(place, out var graphs))
        {
            graphs = GraphsIn(root, cancellationToken);
            _bodies.TryAdd(place, graphs);
        }

        return graphs.TryGetValue(function, out var graph) ? graph : root == body ? graphs.Values.FirstOrDefault() : null;
    }

    private Dictionary<CodePlace, FunctionGraph> GraphsIn(IOperation root, CancellationToken cancellationToken)
    {
        var graphs = new Dictionary<CodePlace, FunctionGraph>();
        var graph = root switch
        {
            IMethodBodyOperation method => ControlFlowGraph.Create(method, cancellationToken),
            IConstructorBodyOperation constructor => ControlFlowGraph.Create(constructor, cancellationToken),
            IBlockOperation block => ControlFlowGraph.Create(block, cancellationToken),
            IFieldInitializerOperation field => ControlFlowGraph.Create(field, cancellationToken),
            IPropertyInitializerOperation property => ControlFlowGraph.Create(property, cancellationToken),
            IParameterInitializerOperation parameter => ControlFlowGraph.Create(parameter, cancellationToken),
            _ => null,
        };
        if (graph is not null)
        {
            Add(root.Syntax, graph, graphs, cancellationToken);
        }

        return graphs;
    }

    private void Add(SyntaxNode function, ControlFlowGraph graph, Dictionary<CodePlace, FunctionGraph> graphs, CancellationToken cancellationToken)
    {
        graphs[CodePlace.PlaceOf(function)] = new FunctionGraph(function, graph);
        foreach (var local in graph.LocalFunctions)
        {
            if (code.DeclarationsOf(local, cancellationToken).FirstOrDefault() is { } syntax)
            {
                Add(syntax, graph.GetLocalFunctionControlFlowGraph(local, cancellationToken), graphs, cancellationToken);
            }
        }

        foreach (var lambda in graph.Blocks
            .SelectMany(static block => block.BranchValue is { } value ? block.Operations.Add(value) : block.Operations)
            .SelectMany(static operation => operation.DescendantsAndSelf())
            .OfType<IFlowAnonymousFunctionOperation>())
        {
            Add(lambda.Syntax, graph.GetAnonymousFunctionControlFlowGraph(lambda, cancellationToken), graphs, cancellationToken);
        }
    }
}
