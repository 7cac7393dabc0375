using System.Net;

namespace TracedLlm.Samples.Gateway;

/// <summary>The status of a provider's answer to a call, or to the request for a session, and what it means for the caller.</summary>
/// <param name="Code">The status.</param>
/// <param name="Location">The header <c>Location</c>; <see langword="null"/> if there is none.</param>
/// <param name="Deployment">The deployment that answered.</param>
/// <param name="Vendor">The first segment of the path of a pass-through; <see langword="null"/> on the gateway's own routes.</param>
internal sealed record ProviderStatus(HttpStatusCode Code, string? Location, Deployment Deployment, string? Vendor)
{
    /// <summary>Whether the call was a download, which may be redirected to a store of files: a new <c>api_base</c> would not help.</summary>
    public bool IsOfDownload { get; init; }

    /// <summary>
    /// Whether the provider refused the gateway's key, not the caller's request. Through a pass-through and at Bedrock a caller may ask for
    /// what the key may not do, such as another's file or a model without access: that 403 is the caller's.
    /// </summary>
    private bool RefusesGateway =>
        Code == HttpStatusCode.Unauthorized
        || (Code == HttpStatusCode.Forbidden && Vendor is null && Deployment.Provider.Errors != ErrorForm.Bedrock);

    // A 304 answers a request for what the caller has already.
    private bool IsRedirection => (int)Code is >= 300 and < 400 && Code != HttpStatusCode.NotModified;

    // Without its query, which may have a signature.
    private Uri? Target => Location is not null && Uri.TryCreate(Deployment.ApiBase, Location, out var target) ? new Uri(target.GetLeftPart(UriPartial.Path)) : null;

    /// <summary>The error that the caller gets instead of the answer; <see langword="null"/> if it gets the answer.</summary>
    /// <param name="inner">The exception that reported the status.</param>
    public ProviderFailedException? FindError(Exception? inner = null) => ReasonAgainstAnswer is { } reason
        ? new ProviderFailedException(StatusCodes.Status502BadGateway, reason, inner) { MayRetry = false }
        : null;

    private string? ReasonAgainstAnswer =>
        RefusesGateway ? $"The provider of '{Deployment.ModelGroup}' refused the gateway."
        : !IsRedirection ? null

        // The next host would receive the provider's key.
        : Target is not { } target ? $"The provider of '{Deployment.ModelGroup}' answered with status {(int)Code}, a redirect without an address."
        : IsOfDownload ? $"The provider of '{Deployment.ModelGroup}' redirects to {target}. The gateway follows no redirect."
        : $"The api_base of '{Deployment.ModelGroup}' redirects to {target}. The gateway follows no redirect: set api_base to the new address.";
}
