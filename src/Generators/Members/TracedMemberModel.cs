namespace TracedLlm.Generators.Members;

/// <summary>A member that the gateway's report names.</summary>
/// <param name="Kind">The member of <c>TracedMemberKind</c>.</param>
/// <param name="Member">The method or type, <c>Namespace.Type.Method</c>.</param>
/// <param name="Detail">The stage, or the mode of the guardrail; <see langword="null"/> for other members.</param>
internal sealed record TracedMemberModel(string Kind, string Member, string? Detail);
