namespace TracedLlm.Samples.Gateway;

/// <summary>What callers may know of a deployment: never a key, and the address only if the operator shows it.</summary>
internal static class DeploymentInfo
{
    /// <summary>The model as the configuration names it, such as <c>openai/gpt-4o</c>.</summary>
    public static string ModelOf(Deployment deployment) => $"{deployment.Provider.Name}/{deployment.Model}";

    /// <summary>The address without user, password and query, which may be credentials; <see langword="null"/> if the path has the key.</summary>
    public static string? AddressOf(Deployment deployment)
    {
        var address = deployment.ApiBase.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped);
        return deployment.ApiKey is { Length: > 0 } key && address.Contains(key, StringComparison.Ordinal) ? null : address;
    }

    /// <summary>The entries of LiteLLM's <c>litellm_params</c>.</summary>
    /// <param name="deployment">The deployment.</param>
    /// <param name="withAddress">Whether the operator shows the address.</param>
    public static Dictionary<string, string> ParametersOf(Deployment deployment, bool withAddress)
    {
        var parameters = new Dictionary<string, string> { ["model"] = ModelOf(deployment) };
        if (withAddress && AddressOf(deployment) is { } address)
        {
            parameters["api_base"] = address;
        }

        return parameters;
    }
}
