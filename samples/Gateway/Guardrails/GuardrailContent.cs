namespace TracedLlm.Samples.Gateway;

/// <summary>The texts of one request or response that guardrails check.</summary>
internal sealed class GuardrailContent(LlmRequest request, List<string> texts, bool isResponse, bool canMask)
{
    public LlmRequest Request => request;

    public bool IsResponse => isResponse;

    /// <summary>Whether masking still has an effect; if not, a guardrail that would mask must block.</summary>
    public bool CanMask => canMask;

    public IReadOnlyList<string> Texts => texts;

    public bool IsMasked { get; private set; }

    public void Mask(int index, string text)
    {
        IsMasked = true;
        texts[index] = text;
    }
}
