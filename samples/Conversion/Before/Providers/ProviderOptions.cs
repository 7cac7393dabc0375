namespace LlmProxy.Providers;

/// <summary>A model at a provider.</summary>
public class Deployment
{
    /// <summary>The name that callers use.</summary>
    public string Name { get; set; } = "";

    public string Provider { get; set; } = "";

    /// <summary>The provider's name of the model.</summary>
    public string Model { get; set; } = "";

    /// <summary>The address in front of the API's path.</summary>
    public string BaseUrl { get; set; } = "";

    public string ApiKey { get; set; } = "";

    /// <summary>The deployment to call if this one fails.</summary>
    public string? Fallback { get; set; }
}

public class ProviderOptions
{
    public List<Deployment> Deployments { get; set; } = new();

    public int Retries { get; set; } = 1;
}
