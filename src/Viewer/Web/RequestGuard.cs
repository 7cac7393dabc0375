using System.Net;
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
    private readonly HostAllowList _hosts = new(options.AllowedHosts);
    private readonly bool _isLocalOnly = options.AllowedHosts.Count == 0 && options.AuthorizationPolicy is null;

    /// <summary>The reason why a request is refused; <see langword="null"/> if it is not.</summary>
    /// <param name="request">The request.</param>
    /// <param name="isApi">Whether it reads traces. A link on another site may open the page itself.</param>
    public string? FindRefusal(HttpRequest request, bool isApi)
    {
        // Browsers send it, and no script can change it. https://www.w3.org/TR/fetch-metadata/
        if (isApi && (request.Headers["Sec-Fetch-Site"].ToString() is "cross-site" or "same-site" || IsOfOtherOrigin(request)))
        {
            return "Another site cannot read the traces.";
        }

        if (_isLocalOnly && request.HttpContext.Connection.RemoteIpAddress is { } caller && !IPAddress.IsLoopback(caller))
        {
            return "The viewer answers only callers on its own machine. To allow others set TracedLlm:Viewer:AuthorizationPolicy, or name the hosts in TracedLlm:Viewer:AllowedHosts.";
        }

        return IsAllowed(request) ? null : "The viewer is not known by this name. Add it to TracedLlm:Viewer:AllowedHosts.";
    }

    // Older browsers send only this.
    private static bool IsOfOtherOrigin(HttpRequest request) => request.Headers.Origin.ToString() is { Length: > 0 } origin
        && !(Uri.TryCreate(origin, UriKind.Absolute, out var address) && address.Authority.Equals(request.Host.Value, StringComparison.OrdinalIgnoreCase));

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

        return _isLocalOnly
            ? address.IsLoopback || address.IdnHost.EndsWith(".localhost", StringComparison.OrdinalIgnoreCase)
            : _hosts.Allows(address);
    }
}
