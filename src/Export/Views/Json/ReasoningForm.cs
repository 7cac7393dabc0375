namespace TracedLlm.Export.Views.Json;

/// <summary>Where a message in OpenAI's form has what the model thought. OpenAI's own form has no place for it.</summary>
internal enum ReasoningForm
{
    /// <summary>A member of the message, <c>"thinking":[{"type":"thinking","content":"…"}]</c>, as in Langfuse's schema of messages.</summary>
    Member,

    /// <summary>A part of the content, <c>{"type":"thinking","thinking":"…"}</c>, as in Anthropic's API, which LangSmith draws.</summary>
    ContentPart,
}
