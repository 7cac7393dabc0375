using System.Collections.Immutable;

namespace TracedLlm.Analyzers.Layers;

/// <summary>
/// What a project knows about one of its methods for the projects above it. All symbols are documentation ids, so that facts from
/// an attribute and facts from another compilation are the same.
/// </summary>
/// <param name="Method">The documentation id of the method.</param>
internal sealed record LayerMethodFacts(string Method)
{
    /// <summary>The methods of interfaces and base types that a call may name instead.</summary>
    public ImmutableArray<string> Implements { get; init; } = [];

    /// <summary>The exceptions that leave the method.</summary>
    public ImmutableArray<ThrownFact> Throws { get; init; } = [];

    /// <summary>The calls of methods that another project may implement.</summary>
    public ImmutableArray<CallFact> Calls { get; init; } = [];

    /// <summary>The ordinals of the delegates that the method runs itself.</summary>
    public ImmutableArray<int> Runs { get; init; } = [];

    /// <summary>The method as a failure log; <see langword="null"/> if it is none.</summary>
    public LogFact? Logs { get; init; }

    /// <summary>The types of exceptions by which the method, a guardrail, blocks.</summary>
    public ImmutableArray<string> Blocks { get; init; } = [];

    /// <summary>What the method reads from its parameters and returns, as a text of the values; <see langword="null"/> if nothing is known.</summary>
    public string? Values { get; init; }

    /// <summary>The HTTP clients that the method sends with, outside of traced methods.</summary>
    public ImmutableArray<ClientFact> Sends { get; init; } = [];

    /// <summary>The HTTP clients that the method registers.</summary>
    public ImmutableArray<ClientFact> Registers { get; init; } = [];

    public bool HasClients => !Sends.IsEmpty || !Registers.IsEmpty;

    public bool HasExceptions => !Throws.IsEmpty || !Calls.IsEmpty || !Runs.IsEmpty || Logs is not null || !Blocks.IsEmpty;

    /// <summary>Whether a project above needs the facts.</summary>
    public bool IsEmpty => !HasExceptions && !HasClients && Values is null;

    /// <summary>The facts together with those of other kinds about the same method.</summary>
    public LayerMethodFacts With(LayerMethodFacts other)
    {
        var exceptions = HasExceptions ? this : other;
        var clients = HasClients ? this : other;
        return exceptions with { Values = Values ?? other.Values, Sends = clients.Sends, Registers = clients.Registers };
    }
}
