using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using TracedLlm.Requests;

namespace TracedLlm.Authentication;

/// <summary>Traces ASP.NET Core's own authentication as the <c>auth</c> stage, once for each scheme in a request.</summary>
internal sealed class TracedAuthenticationService(IAuthenticationService inner) : IAuthenticationService
{
    public Task<AuthenticateResult> AuthenticateAsync(HttpContext context, string? scheme)
    {
        if (context.Features.Get<Arrival>() is not { } arrival
            || arrival.IsUntraced
            || !arrival.IsFirst(scheme))
        {
            return inner.AuthenticateAsync(context, scheme);
        }

        return RequestState.Find(context) is not null
            ? TraceAsync(context, scheme)
            : MeasureAsync(context, scheme, arrival);
    }

    public Task ChallengeAsync(HttpContext context, string? scheme, AuthenticationProperties? properties) =>
        inner.ChallengeAsync(context, scheme, properties);

    public Task ForbidAsync(HttpContext context, string? scheme, AuthenticationProperties? properties) =>
        inner.ForbidAsync(context, scheme, properties);

    public Task SignInAsync(HttpContext context, string? scheme, ClaimsPrincipal principal, AuthenticationProperties? properties) =>
        inner.SignInAsync(context, scheme, principal, properties);

    public Task SignOutAsync(HttpContext context, string? scheme, AuthenticationProperties? properties) =>
        inner.SignOutAsync(context, scheme, properties);

    private async Task<AuthenticateResult> TraceAsync(HttpContext context, string? scheme)
    {
        using var span = LlmSpan.StartStage(LlmStage.Auth);
        try
        {
            var result = await inner.AuthenticateAsync(context, scheme);
            if (result.Failure is not null)
            {
                span.RecordException(result.Failure);
            }
            else if (result.None)
            {
                span.EndInconclusive();
            }
            else if (result.Succeeded)
            {
                RequestState.Find(context)?.NoteCaller();
            }

            return result;
        }
        catch (Exception exception) when (span.RecordException(exception))
        {
            throw;
        }
    }

    /// <summary>Authenticates before the trace is open, and records the times, so that the trace gets a span for it later.</summary>
    private async Task<AuthenticateResult> MeasureAsync(HttpContext context, string? scheme, Arrival arrival)
    {
        var start = DateTime.UtcNow;
        Exception? failure = null;
        var isNone = false;
        try
        {
            var result = await inner.AuthenticateAsync(context, scheme);
            (failure, isNone) = (result.Failure, result.None);
            return result;
        }
        catch (Exception exception)
        {
            failure = exception;
            throw;
        }
        finally
        {
            arrival.Add(new AuthenticationRun(start, DateTime.UtcNow, failure, isNone));
        }
    }
}
