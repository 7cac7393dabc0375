using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry;
using OpenTelemetry.Trace;
using TracedLlm.Testing.Trees;

namespace TracedLlm.Export.Tests.Pipeline;

/// <summary>How long the spans of a request are held, and what they gain by it.</summary>
[Collection(ProcessWide.Name)]
public sealed class HoldingTests : IDisposable
{
    private readonly TestedPipeline _tested = new();
    private readonly List<string> _asked = [];
    private readonly TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _goOn = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TracerProvider? _provider;
    private string _known = "nothing";

    public HoldingTests() => _tested.Resolver = new Asked(this);

    [Fact]
    public async Task Spans_that_ended_before_the_caller_was_known_say_who_it_is()
    {
        await using var gateway = await StartAsync(http =>
        {
            using (LlmSpan.StartStage("rate_limit"))
            {
            }

            using (LlmSpan.StartStage(LlmStage.Auth))
            {
            }

            Know(new LlmCaller { UserId = "u-1" });
            using var attempt = LlmSpan.StartCall("claude");
            return http.Response.WriteAsync("hello");
        });

        await gateway.PostAsync();
        await StopAsync();

        Assert.Equal(
            """
            Received Proxy Server Request [SERVER]  {user.id=u-1}
            ├─ rate_limit  {user.id=u-1}
            ├─ auth  {user.id=u-1}
            └─ litellm_request  {user.id=u-1}
               └─ chat claude [CLIENT]  {user.id=u-1}
            """,
            SpanTree.Print([.. _tested.Backend.All.SelectMany(request => request.Spans)], SpanTreeFormat.Only("user.id")));
        Assert.Equal(["u-1"], _asked);
        Assert.Equal("5 exported, 0 dropped", _tested.Counts);
    }

    [Fact]
    public async Task Authentication_that_fails_says_nothing_of_the_caller()
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
        await StopAsync();

        Assert.Equal(["u-2"], _asked);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task While_it_is_being_found_out_who_calls_nothing_is_settled(bool isFull)
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
        await StopAsync();

        Assert.Equal(["u-3"], _asked);
        Assert.Equal(isFull ? "5 exported, 0 dropped" : "6 exported, 0 dropped", _tested.Counts);
    }

    [Fact]
    public async Task Authentication_without_credentials_says_nothing_of_the_caller()
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
        await StopAsync();

        Assert.Equal(["u-4"], _asked);
        Assert.Contains("auth", _tested.Backend.Accepted);
    }

    [Fact]
    public async Task Authentication_that_succeeds_settles_what_comes_next()
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
        await StopAsync();

        Assert.Equal(["nothing"], _asked);
    }

    [Fact]
    public async Task A_request_whose_destinations_cannot_be_told_keeps_no_other_back_and_is_counted()
    {
        var isBroken = true;
        _tested.Resolver = new Broken(() => isBroken ? [null!] : _tested.Endpoints);
        await using var gateway = await StartAsync(async _ =>
        {
            using (LlmSpan.StartStage("one"))
            {
            }

            _reached.SetResult();
            await _goOn.Task;
        });
        var answer = gateway.PostAsync();
        await _reached.Task;
        await _tested.Clock.WaitForTimerAsync(TimeSpan.FromSeconds(5));
        _tested.Clock.Advance(TimeSpan.FromSeconds(5));
        while (_tested.Ledger.Held!.Spans > 0)
        {
            await Task.Yield();
        }

        isBroken = false;
        _tested.Add("other");
        await _tested.FlushAsync();

        Assert.Equal(["other"], _tested.Backend.Accepted);
        Assert.Equal("0 exported, 1 dropped (1 rejected)", _tested.CountsOf("unknown"));
        _goOn.SetResult();
        await answer;
    }

    [Fact]
    public async Task What_ends_after_the_end_is_counted_and_not_held()
    {
        var late = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var goOn = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var gateway = await StartAsync(async _ =>
        {
            _reached.SetResult();
            await _goOn.Task;
            using (LlmSpan.StartStage("late"))
            {
            }

            late.SetResult();
            await goOn.Task;
        });
        var answer = gateway.PostAsync();
        await _reached.Task;
        await Task.Run(() => _tested.Pipeline.Stop(TimeSpan.FromSeconds(30)));
        _goOn.SetResult();
        await late.Task;

        Assert.Equal(0, _tested.Ledger.Held!.Spans);
        Assert.Equal("0 exported, 1 dropped (1 shutdown)", _tested.Counts);
        goOn.SetResult();
        await answer;
    }

    [Fact]
    public async Task Nothing_is_sent_of_a_request_that_is_not_settled_until_five_seconds_have_passed()
    {
        await using var gateway = await StartAsync(async http =>
        {
            using (LlmSpan.StartStage("rate_limit"))
            {
            }

            _reached.SetResult();
            await _goOn.Task;
            await http.Response.WriteAsync("hello");
        });
        var answer = gateway.PostAsync();
        await _reached.Task;
        await _tested.Clock.WaitForTimerAsync(TimeSpan.FromSeconds(5));
        await _tested.FlushAsync();
        Assert.Empty(_tested.Backend.Requests);
        Assert.Equal(1, _tested.Ledger.Held!.Spans);
        Assert.Equal((2L, 1L), (_tested.Ledger.SpansStarted, _tested.Ledger.SpansEnded));

        _tested.Clock.Advance(TimeSpan.FromSeconds(5));
        await _tested.Clock.WaitForTimerAsync(TimeSpan.FromSeconds(5));
        await _tested.FlushAsync();

        Assert.Equal(["rate_limit"], _tested.Backend.Requests);
        Assert.Equal(0, _tested.Ledger.Held.Spans);
        _goOn.SetResult();
        await answer;
        await StopAsync();
        Assert.Equal("3 exported, 0 dropped", _tested.Counts);
        Assert.Equal(["nothing"], _asked);
    }

    [Fact]
    public async Task More_is_not_held_than_may_be()
    {
        _tested.Settings = _tested.Settings with { MaxHeldBytes = 0 };
        await using var gateway = await StartAsync(async http =>
        {
            using (LlmSpan.StartStage("one"))
            {
            }

            using (LlmSpan.StartStage("two"))
            {
            }

            _reached.SetResult();
            await _goOn.Task;
        });
        var answer = gateway.PostAsync();
        await _reached.Task;
        await _tested.FlushAsync();

        Assert.Equal(["one two"], _tested.Backend.Requests);
        _goOn.SetResult();
        await answer;
        await StopAsync();
    }

    [Fact]
    public async Task What_is_held_when_the_gateway_stops_is_sent()
    {
        await using var gateway = await StartAsync(async _ =>
        {
            using (LlmSpan.StartStage("one"))
            {
            }

            _reached.SetResult();
            await _goOn.Task;
        });
        var answer = gateway.PostAsync();
        await _reached.Task;

        await StopAsync();

        Assert.Equal(["one"], _tested.Backend.Requests);
        _goOn.SetResult();
        await answer;
    }

    [Fact]
    public async Task Two_exports_of_one_process_both_have_everything()
    {
        using var other = new TestedPipeline();
        using var provider = Sdk.CreateTracerProviderBuilder().AddTracedLlm().AddProcessor(new ExportProcessor(other.Pipeline, other.Ledger)).Build();
        await using var gateway = await StartAsync(http =>
        {
            using (LlmSpan.StartStage("one"))
            {
            }

            return http.Response.WriteAsync("hello");
        });

        await gateway.PostAsync();
        await StopAsync();
        await other.FlushAsync();

        Assert.Equal(["Received Proxy Server Request", "litellm_request", "one"], _tested.Backend.Accepted.Order(StringComparer.Ordinal));
        Assert.Equal(_tested.Backend.Accepted.Order(StringComparer.Ordinal), other.Backend.Accepted.Order(StringComparer.Ordinal));
    }

    public void Dispose()
    {
        _provider?.Dispose();
        _tested.Dispose();
    }

    private async Task<ExportGateway> StartAsync(RequestDelegate handler, Action<IServiceCollection>? services = null)
    {
        _provider = Sdk.CreateTracerProviderBuilder().AddTracedLlm().AddProcessor(new ExportProcessor(_tested.Pipeline, _tested.Ledger)).Build();
        return await ExportGateway.StartAsync([], handler: handler, services: services);
    }

    private async Task StopAsync() => await Task.Run(() => _provider!.Shutdown(30_000));

    private void Know(LlmCaller caller)
    {
        LlmTrace.Current!.SetCaller(caller);
        _known = caller.UserId!;
    }

    private sealed class Broken(Func<IReadOnlyList<BackendEndpoint>> endpoints) : IDestinationResolver
    {
        public IReadOnlyList<BackendEndpoint> Resolve(LlmTrace? trace) => endpoints();
    }

    private sealed class Authentication(AuthenticateResult result) : IAuthenticationService
    {
        public Task<AuthenticateResult> AuthenticateAsync(HttpContext context, string? scheme) => Task.FromResult(result);

        public Task ChallengeAsync(HttpContext context, string? scheme, AuthenticationProperties? properties) => Task.CompletedTask;

        public Task ForbidAsync(HttpContext context, string? scheme, AuthenticationProperties? properties) => Task.CompletedTask;

        public Task SignInAsync(HttpContext context, string? scheme, ClaimsPrincipal principal, AuthenticationProperties? properties) => Task.CompletedTask;

        public Task SignOutAsync(HttpContext context, string? scheme, AuthenticationProperties? properties) => Task.CompletedTask;
    }

    private sealed class Asked(HoldingTests test) : IDestinationResolver
    {
        public IReadOnlyList<BackendEndpoint> Resolve(LlmTrace? trace)
        {
            test._asked.Add(test._known);
            return test._tested.Endpoints;
        }
    }
}
