using System.Net;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using TracedLlm.Settings;

namespace TracedLlm.Viewer.Web;

/// <summary>
/// Refuses requests that another site, or another machine, makes. An authorization policy is checked before; without one the names and
/// the connection are all that tells the developer from others.
/// </summary>
/// <param name="options">The options.</param>
internal sealed class RequestGuard(TracedLlmViewerOptions options)
{
    // A proxy or a tunnel on this machine sends requests of other machines, and adds one of these.
    private static readonly string[] ProxyHeaders = ["Forwarded", "Via", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Original-For", "X-Real-IP"];

    private readonly HostAllowList _hosts = new(options.AllowedHosts);
    private readonly bool _isLocalOnly = options.AuthorizationPolicy is null;

    /// <summary>The reason why a request is refused; <see langword="null"/> if it is not.</summary>
    /// <param name="request">The request.</param>
    /// <param name="isApi">Whether it reads traces. A link on another site may open the page itself.</param>
    public string? FindRefusal(HttpRequest request, bool isApi)
    {
        if (!_isLocalOnly && request.HttpContext.GetEndpoint()?.Metadata.GetMetadata<IAllowAnonymous>() is not null)
        {
            return "The endpoint of the viewer has AllowAnonymous(), which overrides TracedLlm:Viewer:AuthorizationPolicy. Remove it.";
        }

        if ((isApi || !IsNavigation(request)) && IsOfOtherSite(request))
        {
            return "Another site cannot read the viewer.";
        }

        if (_isLocalOnly && !IsLocal(request))
        {
            return "Without TracedLlm:Viewer:AuthorizationPolicy the viewer answers only callers on its own machine, and not through a proxy.";
        }

        return IsAllowed(request) ? null : "The viewer is not known by this name. Add it to TracedLlm:Viewer:AllowedHosts.";
    }

    // Browsers send it, and no script can change it. https://www.w3.org/TR/fetch-metadata/
    private static bool IsNavigation(HttpRequest request) => request.Headers["Sec-Fetch-Mode"].ToString() == "navigate";

    private static bool IsOfOtherSite(HttpRequest request) => request.Headers["Sec-Fetch-Site"].ToString() is "cross-site" or "same-site" || IsOfOtherOrigin(request);

    // Older browsers send only this.
    private static bool IsOfOtherOrigin(HttpRequest request) => request.Headers.Origin.ToString() is { Length: > 0 } origin
        && !(Uri.TryCreate(origin, UriKind.Absolute, out var address) && address.Authority.Equals(request.Host.Value, StringComparison.OrdinalIgnoreCase));

    // A connection without an address is a socket, which a proxy may use.
    private static bool IsLocal(HttpRequest request) => request.HttpContext.Connection.RemoteIpAddress is { } caller
        && IPAddress.IsLoopback(caller)
        && !Array.Exists(ProxyHeaders, request.Headers.ContainsKey);

    // A site can give its own name the address of this machine, and then read the answers as its own (DNS rebinding).
    private bool IsAllowed(HttpRequest request)
    {
        if (options.AllowedHosts.Count == 0 && !_isLocalOnly)
        {
            return true;
        }

        if (!Uri.TryCreate($"{request.Scheme}://{request.Host.ToUriComponent()}/", UriKind.Absolute, out var address) || address.UserInfo.Length > 0)
        {
            return false;
        }

        return options.AllowedHosts.Count > 0
            ? _hosts.Allows(address)
            : address.IsLoopback || address.IdnHost.EndsWith(".localhost", StringComparison.OrdinalIgnoreCase);
    }
}
