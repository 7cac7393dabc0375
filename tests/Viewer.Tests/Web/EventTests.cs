using System.Net;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using TracedLlm.Testing.Waiting;
using TracedLlm.Viewer.Tests.Hosting;
using TracedLlm.Viewer.Web;

namespace TracedLlm.Viewer.Tests.Web;

/// <summary>The stream of events.</summary>
[Collection(ProcessWide.Name)]
public sealed class EventTests
{
    [Fact]
    public async Task A_new_request_is_an_event_with_its_row()
    {
        await using var gateway = await ViewedGateway.StartAsync();
        using var events = await EventReader.OpenAsync(gateway);
        await gateway.PostAsync();

        var trace = await events.NextAsync();
        var row = await gateway.Viewer.WaitForRowAsync();

        Assert.Equal(("trace", row.ToJsonString()), (trace!.Value.Name, JsonNode.Parse(trace.Value.Text)!.ToJsonString()));
        Assert.Equal(("seen", """{"evicted":0}"""), (await events.NextAsync())!.Value);
    }

    [Fact]
    public async Task The_end_of_a_group_of_changes_says_how_many_requests_are_not_held()
    {
        await using var gateway = await ViewedGateway.StartAsync(configure: static options => options.MaxTraces = 1);
        await gateway.PostAsync();
        await gateway.Viewer.WaitForRowAsync();
        using var events = await EventReader.OpenAsync(gateway);
        await gateway.PostAsync();

        List<string> texts = [];
        while (!texts.Contains("""{"evicted":1}""") && await events.NextAsync() is { } next)
        {
            texts.Add(next.Text);
        }

        Assert.Contains("""{"evicted":1}""", texts);
    }

    [Fact]
    public async Task A_late_span_is_an_event_of_the_same_row()
    {
        LlmTrace? trace = null;
        await using var gateway = await ViewedGateway.StartAsync(http =>
        {
            trace = LlmTrace.Current;
            return ViewedGateway.AnswerAsync(http);
        });
        using var events = await EventReader.OpenAsync(gateway);
        await gateway.PostAsync();
        var first = JsonNode.Parse((await events.NextAsync())!.Value.Text)!;
        await events.NextAsync();

        using (trace!.Use())
        {
            LlmSpan.StartStage("bookkeeping").End();
        }

        var second = JsonNode.Parse((await events.NextAsync())!.Value.Text)!;
        Assert.Equal((first["id"]!.GetValue<string>(), 3, 4), (second["id"]!.GetValue<string>(), first["spans"]!.GetValue<int>(), second["spans"]!.GetValue<int>()));
    }

    [Fact]
    public async Task An_evicted_trace_is_removed()
    {
        await using var gateway = await ViewedGateway.StartAsync(configure: options => options.MaxTraces = 1);
        await gateway.PostAsync();
        var row = await gateway.Viewer.WaitForRowAsync();
        using var events = await EventReader.OpenAsync(gateway);
        await gateway.PostAsync();

        Assert.Equal("trace", (await events.NextAsync())!.Value.Name);
        Assert.Equal(("removed", $"[\"{row["id"]}\"]"), (await events.NextAsync())!.Value);
    }

    [Fact]
    public async Task A_stream_goes_on_after_a_list_or_an_earlier_stream()
    {
        await using var gateway = await ViewedGateway.StartAsync();
        var list = await gateway.Viewer.GetAsync("api/traces");
        await gateway.PostAsync();
        var row = await gateway.Viewer.WaitForRowAsync();

        using var events = await EventReader.OpenAsync(gateway, $"?since={list["since"]}");
        var trace = await events.NextAsync();
        await events.NextAsync();
        await gateway.PostAsync();
        var rows = await gateway.Viewer.WaitForRowsAsync(2);
        using var resumed = await EventReader.OpenAsync(gateway, lastId: events.LastId);

        Assert.Equal(row["id"]!.GetValue<string>(), JsonNode.Parse(trace!.Value.Text)!["id"]!.GetValue<string>());
        Assert.Equal(rows[0]["id"]!.GetValue<string>(), JsonNode.Parse((await resumed.NextAsync())!.Value.Text)!["id"]!.GetValue<string>());
    }

    [Theory]
    [InlineData("another-3")]
    [InlineData("x")]
    public async Task A_reader_of_another_process_is_reset_and_goes_on(string since)
    {
        await using var gateway = await ViewedGateway.StartAsync();
        using var events = await EventReader.OpenAsync(gateway, $"?since={since}");

        Assert.Equal(("reset", "{}"), (await events.NextAsync())!.Value);
        await gateway.PostAsync();
        Assert.Equal("trace", (await events.NextAsync())!.Value.Name);
    }

    [Fact]
    public async Task The_number_of_streams_is_bounded()
    {
        await using var gateway = await ViewedGateway.StartAsync();
        var streams = new List<EventReader>();
        for (var number = 0; number < EventStreams.MaxStreams; number++)
        {
            streams.Add(await EventReader.OpenAsync(gateway));
        }

        using var refused = await gateway.Client.GetAsync(new Uri("/debug/tracedllm/api/events", UriKind.Relative));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);

        streams[0].Dispose();
        await Eventually.BecomesTrueAsync(() =>
        {
            using var response = gateway.Client.GetAsync(new Uri("/debug/tracedllm/api/events", UriKind.Relative), HttpCompletionOption.ResponseHeadersRead).GetAwaiter().GetResult();
            return response.StatusCode == HttpStatusCode.OK;
        });
        streams.ForEach(static stream => stream.Dispose());
    }

    [Fact]
    public async Task A_silent_stream_has_comments()
    {
        await using var gateway = await ViewedGateway.StartAsync(services: services => services.AddSingleton<TimeProvider>(new FastClock(50)));
        using var events = await EventReader.OpenAsync(gateway);

        Assert.Equal(":", (await events.NextAsync())!.Value.Name);
    }

    [Fact]
    public async Task A_stream_ends_so_that_its_reader_is_authorized_again()
    {
        await using var gateway = await ViewedGateway.StartAsync(services: services => services.AddSingleton<TimeProvider>(new FastClock(10_000)));
        using var events = await EventReader.OpenAsync(gateway);

        while (await events.NextAsync() is { } next)
        {
            Assert.Equal(":", next.Name);
        }
    }

    [Fact]
    public async Task A_stream_whose_reader_takes_nothing_ends_too()
    {
        await using var app = ViewedGateway.Build(onTestServer: true, services: services => services.AddSingleton<TimeProvider>(new FastClock(10_000)));
        await app.StartAsync();
        using var body = new GatedBody();

        await app.GetTestServer().SendAsync(http =>
        {
            http.Request.Method = HttpMethods.Get;
            http.Request.Path = "/debug/tracedllm/api/events";
            http.Request.Host = new("localhost");
            http.Connection.RemoteIpAddress = IPAddress.Loopback;
            http.Response.Body = body;
        }).WaitAsync(Patience.Default);

        Assert.Empty(body.ToArray());
    }

    [Fact]
    public async Task Streams_end_when_the_gateway_stops()
    {
        await using var gateway = await ViewedGateway.StartAsync();
        using var events = await EventReader.OpenAsync(gateway);

        await gateway.StopAsync();

        Assert.Null(await events.NextAsync());
    }
}
