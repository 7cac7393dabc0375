using System.ComponentModel;

namespace TracedLlm.Generated;

/// <summary>The kind of a <see cref="TracedMember"/>.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public enum TracedMemberKind
{
    /// <summary>A method with <see cref="TracedStageAttribute"/>.</summary>
    Stage,

    /// <summary>A method with <see cref="TracedGuardrailAttribute"/>.</summary>
    Guardrail,

    /// <summary>A method with <see cref="TracedLlmCallAttribute"/>.</summary>
    Call,

    /// <summary>A type with <see cref="PayloadMapAttribute"/> or <see cref="GatewayMetadataAttribute"/>.</summary>
    Map,
}
