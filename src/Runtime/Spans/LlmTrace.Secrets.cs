namespace TracedLlm;

/// <content>What must not stand in the text of an exception.</content>
public sealed partial class LlmTrace
{
    private string[]? _secrets;

    /// <summary>What the request was authorised with, read when the first exception is written; empty once the request has ended and none was.</summary>
    internal IReadOnlyList<string> Secrets
    {
        get
        {
            lock (_gate)
            {
                return _secrets ??= _http is { } http ? SecretRedaction.SecretsOf(http.Request) : [];
            }
        }
    }
}
