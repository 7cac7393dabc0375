using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace TracedLlm.Recall.Tests.Corpus;

/// <summary>The correct code of a gateway, as the operators read it.</summary>
internal sealed class GatewayCode
{
    private readonly ImmutableDictionary<SyntaxTree, CodeFile> _all;

    /// <summary>The code of a gateway whose projects reference each other's compilation.</summary>
    public GatewayCode(CorpusGateway gateway, GatewaySolution solution)
    {
        Gateway = gateway;
        _all = solution.Compilations
            .SelectMany((compilation, layer) => compilation.SyntaxTrees.Select(tree => new CodeFile(layer, tree, compilation.GetSemanticModel(tree))))
            .ToImmutableDictionary(static file => file.Tree);
        Files = [.. _all.Values.Where(file => file.Path.StartsWith(gateway.Name + "/", StringComparison.Ordinal) && !file.Path.EndsWith(".g.cs", StringComparison.Ordinal)).OrderBy(static file => file.Path, StringComparer.Ordinal)];
        Throws = new(this);
    }

    /// <summary>The gateway.</summary>
    public CorpusGateway Gateway { get; }

    /// <summary>The files that its authors wrote, by path.</summary>
    public ImmutableArray<CodeFile> Files { get; }

    /// <summary>The exceptions that it throws.</summary>
    public ThrownExceptions Throws { get; }

    /// <summary>The file of a node, also of generated code.</summary>
    public CodeFile FileOf(SyntaxNode node) => _all[node.SyntaxTree];

    /// <summary>The files that its authors wrote and those of the generators.</summary>
    public IEnumerable<CodeFile> AllFiles => _all.Values;
}
