namespace LlmProxy.Keys;

/// <summary>A key that the gateway accepts.</summary>
public class ApiKey
{
    public string Value { get; set; } = "";

    public string Name { get; set; } = "";

    public string? Team { get; set; }

    public int RequestsPerMinute { get; set; } = 60;
}

public class KeyOptions
{
    public List<ApiKey> Entries { get; set; } = new();
}
