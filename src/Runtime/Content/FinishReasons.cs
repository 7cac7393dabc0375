namespace TracedLlm.Content;

/// <summary>
/// The finish reasons of messages. They are the provider's own words, as in <c>gen_ai.response.finish_reasons</c>, so that one span has
/// one word for one reason. The GenAI semantic conventions, v1.41.1, allow any word in a message.
/// </summary>
internal static class FinishReasons
{
    public const string Stop = "stop";

    /// <summary>The conventions' word for a message that broke off.</summary>
    public const string Error = "error";

    /// <summary>The provider's reason; <see cref="Error"/> for a message without a reason.</summary>
    public static string OrError(string? reason) => reason ?? Error;
}
