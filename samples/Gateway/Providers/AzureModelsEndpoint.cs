using Microsoft.AspNetCore.WebUtilities;

namespace TracedLlm.Samples.Gateway;

/// <summary>
/// The addresses of Azure AI Foundry's API for the models of all makers: <c>/models/chat/completions?api-version=…</c> at a resource, and
/// <c>/chat/completions</c> at an endpoint of one model: https://learn.microsoft.com/azure/ai-foundry/foundry-models/concepts/endpoints.
/// </summary>
internal static class AzureModelsEndpoint
{
    /// <summary>The end of a resource's host.</summary>
    public const string ResourceHost = ".services.ai.azure.com";

    private const string Models = "/models";

    // The version that Azure's pages name. A resource refuses a request without a version.
    private const string DefaultVersion = "2024-05-01-preview";

    private static readonly string[] Calls = ["/chat/completions", "/embeddings"];

    /// <summary>The deployment at <paramref name="address"/>, which may be the whole address of a call, as Azure's portal shows it.</summary>
    public static DeploymentAddress? Locate(Uri address, string? version)
    {
        version ??= QueryHelpers.ParseQuery(address.Query).TryGetValue(AzureEndpoint.VersionParameter, out var values) ? values.ToString() : null;
        var path = address.AbsolutePath.TrimEnd('/');
        if (Array.Find(Calls, call => path.EndsWith(call, StringComparison.OrdinalIgnoreCase)) is { } call)
        {
            path = path[..^call.Length];
        }

        return new(new Uri(address.GetLeftPart(UriPartial.Authority) + path), string.IsNullOrEmpty(version) ? IsResource(address, path) ? DefaultVersion : null : version);
    }

    /// <summary>The address of <paramref name="request"/> below <paramref name="root"/>.</summary>
    public static Uri Create(string root, string version, LlmRequest request, string? model)
    {
        var address = new Uri(root);
        var models = IsResource(address, address.AbsolutePath.TrimEnd('/')) && !root.EndsWith(Models, StringComparison.OrdinalIgnoreCase) ? Models : "";

        // A client may send the version that its SDK knows; the operator's goes before it.
        var query = request.QueryFor(model, AzureEndpoint.VersionParameter);
        return new($"{root}{models}/{request.PathFor(model)}{(query.Length == 0 ? "?" : query + "&")}{AzureEndpoint.VersionParameter}={Uri.EscapeDataString(version)}");
    }

    // The API of OpenAI at the same host, /openai/v1, has no version.
    private static bool IsResource(Uri address, string path) =>
        address.Host.EndsWith(ResourceHost, StringComparison.OrdinalIgnoreCase) && (path.Length == 0 || path.Equals(Models, StringComparison.OrdinalIgnoreCase));
}
