using TracedLlm.Generators.Common;

namespace TracedLlm.Generators.Payloads;

/// <summary>All that the generated half of one payload type says: plain values, and C# that only has to be put in place.</summary>
internal sealed record PayloadModel
{
    /// <summary>The type's metadata name, which orders and names the generated files.</summary>
    public required string FullName { get; init; }

    /// <summary>Its namespace; <see langword="null"/> for the global one.</summary>
    public string? Namespace { get; init; }

    /// <summary>The declarations that open it, outermost first: <c>partial class Outer</c>, <c>partial record Inner</c>.</summary>
    public required EquatableArray<string> Headers { get; init; }

    /// <summary>The type as it is named in code.</summary>
    public required string Type { get; init; }

    /// <summary>Whether the runtime looks its reader up by type.</summary>
    public bool IsRegistered { get; init; }

    /// <summary>Ids of the warnings about obsolete and experimental members that the generated half repeats and the author has dealt with.</summary>
    public required EquatableArray<string> RepeatedWarnings { get; init; }

    /// <summary>The variables that values are read into, a path each.</summary>
    public required EquatableArray<PayloadLocalModel> Locals { get; init; }

    /// <summary>The document.</summary>
    public required PayloadValueModel Document { get; init; }

    /// <summary>How each property is set: <c>Model = model</c>.</summary>
    public required EquatableArray<string> Initialisers { get; init; }

    /// <summary>The attributes written wherever spans are.</summary>
    public required EquatableArray<PayloadTagModel> Tags { get; init; }

    /// <summary>The attributes written only where content is captured.</summary>
    public required EquatableArray<PayloadTagModel> ContentTags { get; init; }
}
