namespace TracedLlm;

/// <summary>
/// Removes what must not leave the gateway from captured content: personal data, secrets, words of a customer. Register any number of
/// them as services; each gets the text that the one before it returned, and the built-in one (<see cref="TracedLlmOptions.Redact"/>) is
/// the last.
/// </summary>
/// <remarks>
/// It is called once for each text of a request when the text is final, at the end of the request and on its thread, also for texts that
/// arrived in pieces: the texts in messages, tool calls, tool results, instructions, tool definitions, raw bodies and responses of
/// guardrails, and the texts of errors. It also gets the texts of the log records that <c>AddTracedLlmExport</c> sends, at any time of the
/// request. It gets the characters, without the escapes of JSON, and never the structure: names of members,
/// roles, types and ids stay. If it throws, the value that contains the text is withheld, <c>tracedllm.redaction.failures</c> counts it,
/// and the request goes on. It is called by many threads at the same time.
/// </remarks>
public interface IContentRedactor
{
    /// <summary>Returns the text without what must not leave.</summary>
    /// <param name="attribute">The attribute that has the text, such as <c>gen_ai.input.messages</c>; <c>error.message</c> for every text of an error.</param>
    /// <param name="text">The text.</param>
    /// <returns>The rest; the same object if nothing is removed.</returns>
    string Redact(string attribute, string text);
}
