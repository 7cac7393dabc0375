using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace TracedLlm.Export.Tests.Pipeline;

/// <content>The effect of authentication on held spans.</content>
public sealed partial class HoldingTests
{
    [Fact]
    public async Task Failed_authentication_identifies_no_caller()
    {
        await using var gateway = await StartAsync(http =>
        {
            using (var scheme = LlmSpan.StartStage(LlmStage.Auth))
            {
                scheme.RecordException(new InvalidOperationException("not this one"));
            }

            using (LlmSpan.StartStage("second_try"))
            {
            }

            Know(new LlmCaller { UserId = "u-2" });
            return http.Response.WriteAsync("hello");
        });

        await gateway.PostAsync();
        await EndAsync();
        await StopAsync();

        Assert.Equal(["u-2"], _asked);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task During_authentication_no_span_is_settled(bool isFull)
    {
        _tested.Settings = _tested.Settings with { MaxHeldBytes = isFull ? 0 : long.MaxValue };
        await using var gateway = await StartAsync(async http =>
        {
            if (!isFull)
            {
                using (LlmSpan.StartStage(LlmStage.Auth))
                {
                }
            }

            using (LlmSpan.StartStage(LlmStage.Auth))
            {
                using (LlmSpan.StartStage("ask_the_key_store"))
                {
                }

                using (LlmSpan.StartStage("ask_again"))
                {
                }

                _reached.SetResult();
                await _goOn.Task;
                Know(new LlmCaller { UserId = "u-3" });
            }

            await http.Response.WriteAsync("hello");
        });
        var answer = gateway.PostAsync();
        await _reached.Task;
        await _tested.Clock.WaitForTimerAsync(TimeSpan.FromSeconds(5));

        // Nor after five seconds.
        _tested.Clock.Advance(TimeSpan.FromSeconds(5));
        await _tested.Clock.WaitForTimerAsync(TimeSpan.FromSeconds(5));
        _goOn.SetResult();
        await answer;
        await EndAsync();
        await StopAsync();

        Assert.Equal(["u-3"], _asked);
        Assert.Equal(isFull ? "5 exported, 0 dropped" : "6 exported, 0 dropped", _tested.Counts);
    }

    [Fact]
    public async Task Authentication_without_credentials_identifies_no_caller()
    {
        await using var gateway = await StartAsync(
            async http =>
            {
                await http.AuthenticateAsync("cookies");
                using (LlmSpan.StartStage("second_try"))
                {
                }

                Know(new LlmCaller { UserId = "u-4" });
                await http.Response.WriteAsync("hello");
            },
            services => services.AddSingleton<IAuthenticationService>(new Authentication(AuthenticateResult.NoResult())));

        await gateway.PostAsync();
        await EndAsync();
        await StopAsync();

        Assert.Equal(["u-4"], _asked);
        Assert.Contains("auth", _tested.Backend.Accepted);
    }

    [Fact]
    public async Task After_successful_authentication_the_following_spans_are_settled()
    {
        var ticket = new AuthenticationTicket(new ClaimsPrincipal(new ClaimsIdentity("cookies")), "cookies");
        await using var gateway = await StartAsync(
            async http =>
            {
                await http.AuthenticateAsync("cookies");
                using (LlmSpan.StartStage("next"))
                {
                }

                Know(new LlmCaller { UserId = "u-5" });
                await http.Response.WriteAsync("hello");
            },
            services => services.AddSingleton<IAuthenticationService>(new Authentication(AuthenticateResult.Success(ticket))));

        await gateway.PostAsync();
        await EndAsync();
        await StopAsync();

        Assert.Equal(["nothing"], _asked);
    }

    private sealed class Authentication(AuthenticateResult result) : IAuthenticationService
    {
        public Task<AuthenticateResult> AuthenticateAsync(HttpContext context, string? scheme) => Task.FromResult(result);

        public Task ChallengeAsync(HttpContext context, string? scheme, AuthenticationProperties? properties) => Task.CompletedTask;

        public Task ForbidAsync(HttpContext context, string? scheme, AuthenticationProperties? properties) => Task.CompletedTask;

        public Task SignInAsync(HttpContext context, string? scheme, ClaimsPrincipal principal, AuthenticationProperties? properties) => Task.CompletedTask;

        public Task SignOutAsync(HttpContext context, string? scheme, AuthenticationProperties? properties) => Task.CompletedTask;
    }
}
