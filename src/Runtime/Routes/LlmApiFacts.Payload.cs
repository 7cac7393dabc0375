namespace TracedLlm;

internal sealed partial record LlmApiFacts
{
    /// <summary>How its bodies are read; <see langword="null"/> where they are not.</summary>
    public ApiPayload? Payload => IsRead ? ApiPayloadTable.Of(this) : null;
}
