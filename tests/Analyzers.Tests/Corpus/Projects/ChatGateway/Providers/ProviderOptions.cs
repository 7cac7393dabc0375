namespace ChatGateway.Providers;

internal sealed class ProviderOptions
{
    public Uri BaseAddress { get; set; } = new("http://localhost:11434/v1/");

    public string ApiKey { get; set; } = string.Empty;

    public TimeSpan Timeout { get; set; } = TimeSpan.FromMinutes(10);

    public int Retries { get; set; } = 2;

    public Dictionary<string, string> Aliases { get; } = new(StringComparer.OrdinalIgnoreCase);
}
