using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using TracedLlm.Testing.Waiting;

namespace TracedLlm.Export.Tests.Sampling;

/// <summary>How long spans wait for the decision about their request, and what becomes of them without one.</summary>
[Collection(ProcessWide.Name)]
public sealed class HeldSpansTests
{
    private const string Ratio = "TracedLlm:Sampling:Ratio";
    private const string Keep = "TracedLlm:Sampling:Keep";

    [Theory]
    [InlineData(null, 0)]
    [InlineData("1", 0)]
    [InlineData("0.5", 2)]
    public async Task Spans_are_held_only_where_a_ratio_can_leave_them_out(string? ratio, int expected)
    {
        long held = -1;
        SampledGateway? gateway = null;
        await using var sampled = gateway = await SampledGateway.StartAsync(new() { [Ratio] = ratio, [Keep] = "Errors" }, handler: http =>
        {
            using (LlmSpan.StartStage(LlmStage.Auth))
            {
            }

            using (LlmSpan.StartStage("work"))
            {
            }

            held = gateway!.Gateway.Ledger.SpansHeld;
            return http.Response.WriteAsync("hello");
        });

        await sampled.PostAsync(1, "ok");
        await sampled.StopAsync();

        Assert.Equal(expected, held);
    }

    [Fact]
    public async Task Many_requests_that_are_being_authenticated_do_not_keep_the_others_from_being_decided_early()
    {
        const int Waiting = 40;
        var text = new string('x', 10_000);
        var end = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var entered = 0;
        SampledGateway? gateway = null;
        long held = -1;
        await using var sampled = gateway = await SampledGateway.StartAsync(
            new() { [Ratio] = "0", ["TracedLlm:Sampling:MaxHeldBytes"] = "65536" },
            handler: async http =>
            {
                using (LlmSpan.StartStage("large").SetTag("app.text", text))
                {
                }

                if (http.Request.Headers["x-case"] == "waiting")
                {
                    using var auth = LlmSpan.StartStage(LlmStage.Auth);
                    Interlocked.Increment(ref entered);
                    await end.Task;
                    return;
                }

                for (var i = 0; i < 3; i++)
                {
                    using (LlmSpan.StartStage("small"))
                    {
                    }
                }

                held = gateway!.Gateway.Ledger.SpansHeld;
            });

        List<Task> posts = [];
        foreach (var number in Enumerable.Range(1, Waiting))
        {
            posts.Add(sampled.PostAsync(number, "waiting"));
            await Eventually.BecomesTrueAsync(() => Volatile.Read(ref entered) == number);
        }

        await sampled.PostAsync(Waiting + 1, "ok");

        Assert.Equal(sampled.Gateway.Ledger.SpansHeld, held);
        Assert.Empty(sampled.Sent);
        end.SetResult();
        await Task.WhenAll(posts);
        await sampled.StopAsync();
    }

    [Fact]
    public async Task Late_spans_follow_the_decision_of_their_request()
    {
        var late = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        List<Task> works = [];
        await using var sampled = await SampledGateway.StartAsync(new() { [Ratio] = "0", ["OTEL_BSP_SCHEDULE_DELAY"] = "0" }, handler: async http =>
        {
            var work = WorkAsync();
            lock (works)
            {
                works.Add(work);
            }

            await SampledGateway.HandleAsync(http);

            async Task WorkAsync()
            {
                await late.Task;
                using var span = LlmSpan.StartStage("late");
            }
        });

        await sampled.PostAsync(1, "ok");
        await sampled.PostAsync(2, "error");
        await sampled.SettledAsync();
        late.SetResult();
        await Task.WhenAll(works);
        var counts = await sampled.StopAsync();

        Assert.Equal([2], sampled.Sent);
        Assert.Equal(["late"], sampled.Receiver.Spans.Where(static span => span.Name == "late").Select(static span => span.Name));
        Assert.Equal("6 exported, 5 sampled out, 0 dropped", counts);
    }

    [Fact]
    public async Task Requests_that_a_shutdown_ends_are_decided_and_counted()
    {
        var never = new TaskCompletionSource();
        await using var sampled = await SampledGateway.StartAsync(
            new() { [Ratio] = "0", [Keep] = "Cancelled" },
            handler: async http =>
            {
                using (LlmSpan.StartStage("before"))
                {
                }

                http.RequestServices.GetRequiredService<EnteredRequests>().First.TrySetResult();
                await never.Task.WaitAsync(http.RequestAborted);
            },
            services: static services => services.Configure<HostOptions>(static options => options.ShutdownTimeout = TimeSpan.FromMilliseconds(100)));
        var posted = sampled.PostAsync(1, "ok");
        await sampled.Gateway.Entered;

        Assert.Equal(1, sampled.Gateway.Ledger.SpansHeld);
        await sampled.StopAsync();

        Assert.Equal([1], sampled.Sent);
        await Assert.ThrowsAnyAsync<Exception>(() => posted);
    }

    [Fact]
    public async Task Spans_above_the_bound_are_decided_by_the_ratio_at_once_the_oldest_first_and_that_is_counted_and_logged_once()
    {
        const int Requests = 40;
        var text = new string('x', 10_000);
        var open = Enumerable.Range(0, Requests + 1).Select(static _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).ToArray();
        var held = 0;
        await using var sampled = await SampledGateway.StartAsync(
            new() { [Ratio] = "0.5", ["TracedLlm:Sampling:MaxHeldBytes"] = "65536" },
            handler: async http =>
            {
                using (LlmSpan.StartStage("large").SetTag("app.text", text))
                {
                }

                await open[Interlocked.Increment(ref held)].Task;
                http.Response.StatusCode = 502;
                using var attempt = LlmSpan.StartCall("claude");
                attempt.RecordException(new HttpRequestException("broken"));
            });

        List<Task> posts = [];
        foreach (var number in Enumerable.Range(1, Requests))
        {
            posts.Add(sampled.PostAsync(number, "error"));
            await Eventually.BecomesTrueAsync(() => Volatile.Read(ref held) == number);
        }

        // Six times 10,000 characters are below the bound.
        const int Undecided = 6;
        Assert.Equal(Undecided, sampled.Gateway.Ledger.SpansHeld);
        for (var number = Requests; number > 0; number--)
        {
            open[number].SetResult();
            await posts[number - 1];
        }

        await sampled.StopAsync();

        var numbers = Enumerable.Range(1, Requests).ToList();
        Assert.Equal(SampledGateway.Part(numbers, 0.5).Union(numbers[^Undecided..]).Order(), sampled.Sent);
        Assert.Single(sampled.Log.Lines, static line => line.Contains("TracedLlm:Sampling:MaxHeldBytes", StringComparison.Ordinal));
    }
}
