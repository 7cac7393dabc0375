using Microsoft.AspNetCore.WebUtilities;

namespace TracedLlm.Samples.Gateway;

/// <summary>
/// The addresses of Azure's API with dated versions, <c>/openai/deployments/NAME/…?api-version=2024-10-21</c>. A deployment without a version
/// has those of the later API, <c>/openai/v1/…</c>: https://learn.microsoft.com/azure/ai-foundry/openai/api-version-lifecycle.
/// </summary>
internal static class AzureEndpoint
{
    /// <summary>The parameter of a query with the version.</summary>
    public const string VersionParameter = "api-version";

    private const string OpenAi = "/openai";
    private const string Deployments = $"{OpenAi}/deployments/";

    // Their paths name the deployment; the other APIs have the model in the body.
    private static readonly WireFormat[] UnderDeployment =
        [WireFormats.ChatCompletions, WireFormats.Completions, WireFormats.Embeddings, WireFormats.Images, WireFormats.Speech, WireFormats.Transcription];

    /// <summary>The address of <paramref name="request"/> below <paramref name="root"/>, the address of the resource.</summary>
    public static Uri Create(string root, string version, LlmRequest request, string? deployment)
    {
        root = root.EndsWith(OpenAi, StringComparison.OrdinalIgnoreCase) ? root[..^OpenAi.Length] : root;
        var isUnderDeployment = deployment is not null && UnderDeployment.Contains(request.Format);
        var path = isUnderDeployment ? $"{Deployments}{Uri.EscapeDataString(deployment!)}/" : $"{OpenAi}/";

        // A client of Azure sends the version that its SDK knows; the operator's goes before it.
        var query = request.QueryFor(deployment, [VersionParameter, .. isUnderDeployment || request.Route.IsSession ? [ServedRoute.Model, ServedRoute.AzureModel] : Array.Empty<string>()]);
        var session = request.Route.IsSession && deployment is not null ? $"&{ServedRoute.AzureModel}={Uri.EscapeDataString(deployment)}" : "";
        return new($"{root}{path}{request.PathFor(deployment)}{(query.Length == 0 ? "?" : query + "&")}{VersionParameter}={Uri.EscapeDataString(version)}{session}");
    }

    /// <summary>The deployment at <paramref name="address"/>; <see langword="null"/> if the address names it and the version is missing, or is one without a date.</summary>
    public static DeploymentAddress? Locate(Uri address, string? version)
    {
        var parts = Split(address);
        version ??= parts?.Version;
        return parts is null ? new(address, version is not null && IsUndated(version) ? null : version)
            : version is null || IsUndated(version) ? null
            : new(parts.Value.Root, version, parts.Value.Deployment);
    }

    /// <summary>The path of an address in an answer, such as the next page of <c>/openai/files</c>. The gateway serves the same path, but not the provider's names of deployments.</summary>
    public static string? PathOf(Uri address) =>
        address.AbsolutePath.IndexOf($"{OpenAi}/", StringComparison.OrdinalIgnoreCase) is >= 0 and var start
        && address.AbsolutePath[start..] is var path && !path.StartsWith(Deployments, StringComparison.OrdinalIgnoreCase) ? path : null;

    // The parts of an address that names the deployment, as LiteLLM takes it.
    private static (Uri Root, string Deployment, string? Version)? Split(Uri address)
    {
        var start = address.AbsolutePath.IndexOf(Deployments, StringComparison.OrdinalIgnoreCase);
        if (start < 0 || address.AbsolutePath[(start + Deployments.Length)..].Split('/')[0] is not { Length: > 0 } deployment)
        {
            return null;
        }

        var version = QueryHelpers.ParseQuery(address.Query).TryGetValue(VersionParameter, out var values) ? values.ToString() : null;
        return (new Uri(address.GetLeftPart(UriPartial.Authority) + address.AbsolutePath[..start]), Uri.UnescapeDataString(deployment), version is "" ? null : version);
    }

    // Whether the version is of the API without dates.
    private static bool IsUndated(string version) => version is "v1" or "latest" or "preview";
}
