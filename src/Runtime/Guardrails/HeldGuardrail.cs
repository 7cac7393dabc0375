using System.Diagnostics;
using TracedLlm.Facts;

namespace TracedLlm.Guardrails;

/// <summary>A guardrail that has ended, and whose span is held until the content of its request is final.</summary>
/// <param name="Span">The owner of the span.</param>
/// <param name="Activity">The span, which has its end.</param>
internal readonly record struct HeldGuardrail(GuardrailSpan Span, Activity Activity)
{
    // A span without texts: about that much memory, in characters.
    private const int FixedLength = 1_024;

    /// <summary>Whether the span has the guardrail's response, which may quote content.</summary>
    public bool HasResponse => Activity.GetTagItem(LibraryAttributes.GuardrailResponse) is not null;

    /// <summary>The characters that the span holds; estimated.</summary>
    public int Length => FixedLength + ((Activity.GetTagItem(LibraryAttributes.GuardrailResponse) as string)?.Length ?? 0);

    /// <summary>Stops the span.</summary>
    public void Release() => Span.Release(Activity);
}
