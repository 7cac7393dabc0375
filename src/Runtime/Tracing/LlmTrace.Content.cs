namespace TracedLlm;

/// <content>The content that a gateway states instead of the captured one.</content>
public sealed partial class LlmTrace
{
    /// <summary>
    /// States the input that the gateway sends on, for example after a guardrail has masked it. It replaces the captured input on
    /// every span, also on spans of attempts that have ended, and what is read later. Without content capture it does nothing.
    /// </summary>
    /// <param name="input">
    /// The request's body as JSON in the form of the route's API, the array of its messages, or any other text, which is shown as one
    /// message of the user.
    /// </param>
    public void SetInput(string input)
    {
        ArgumentNullException.ThrowIfNull(input);
        State.Content?.SetInput(input);
    }

    /// <summary>
    /// States the output that the caller gets, for example after a guardrail has masked it. It replaces the captured output on every
    /// span, also on spans of attempts that have ended, and what is read later. Without content capture it does nothing.
    /// </summary>
    /// <param name="output">
    /// The response's body as JSON in the form of the route's API, or any other text, which is shown as one message of the assistant.
    /// </param>
    public void SetOutput(string output)
    {
        ArgumentNullException.ThrowIfNull(output);
        State.Content?.SetOutput(output);
    }
}
