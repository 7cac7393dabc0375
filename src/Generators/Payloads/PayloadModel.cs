using TracedLlm.Generators.Common;

namespace TracedLlm.Generators.Payloads;

/// <summary>The content of the generated half of one payload type: plain values, and C# that the emitter inserts unchanged.</summary>
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

    /// <summary>Ids of the warnings about obsolete and experimental members that the generated half would repeat. The author sees them in the declaration.</summary>
    public required EquatableArray<string> RepeatedWarnings { get; init; }

    /// <summary>The variables of the reader, one for each path.</summary>
    public required EquatableArray<PayloadLocalModel> Locals { get; init; }

    /// <summary>The document.</summary>
    public required PayloadValueModel Document { get; init; }

    /// <summary>How each property is set: <c>Model = model</c>.</summary>
    public required EquatableArray<string> Initialisers { get; init; }

    /// <summary>The attributes that are always written.</summary>
    public required EquatableArray<PayloadTagModel> Tags { get; init; }

    /// <summary>The attributes that are written only if content capture is on.</summary>
    public required EquatableArray<PayloadTagModel> ContentTags { get; init; }
}
