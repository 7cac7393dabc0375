using System.ComponentModel;

namespace TracedLlm.Generated;

/// <summary>A method or type that was traced when its assembly was compiled.</summary>
/// <param name="Kind">The kind of the method or type.</param>
/// <param name="Member">Its name, <c>Namespace.Type.Method</c>.</param>
/// <param name="Detail">The stage, or the time at which the guardrail runs; <see langword="null"/> for other kinds.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed record TracedMember(TracedMemberKind Kind, string Member, string? Detail = null);
