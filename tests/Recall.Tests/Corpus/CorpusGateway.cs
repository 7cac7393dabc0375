using System.Collections.Immutable;

namespace TracedLlm.Recall.Tests.Corpus;

/// <summary>A gateway of the corpus: a folder of <c>Gateways</c>.</summary>
/// <param name="Name">The folder's name.</param>
/// <param name="Manner">How its authors write.</param>
/// <param name="Layers">The folders of its projects, the lowest first; empty for a gateway of one project.</param>
internal sealed record CorpusGateway(string Name, string Manner, params string[] Layers)
{
    /// <summary>All gateways.</summary>
    public static ImmutableArray<CorpusGateway> All { get; } =
    [
        new("Lantern", "minimal API, lambdas in one Program.cs"),
        new("Ferry", "minimal API, handler classes"),
        new("Bureau", "MVC controllers"),
        new("Swift", "endpoint classes with a base class"),
        new("Harbor", "layered solution of three projects", "Contracts", "Core", "Web"),
        new("Scribe", "top-level statements, local functions"),
        new("Prism", "records, patterns, functions"),
        new("Ledger", "Visual Basic's manner"),
        new("Vault", "Newtonsoft.Json"),
        new("Courier", "mediator and handlers, two projects", "Application", "Api"),
        new("Relay", "middleware"),
        new("Atlas", "forwarders and keyed services"),
    ];

    /// <inheritdoc/>
    public override string ToString() => Name;
}
