using TracedLlm.Bench.Gateway.Load;
using TracedLlm.Bench.Gateway.Upstream;

namespace TracedLlm.Bench.Gateway.Measuring;

/// <summary>What the gateways are given to do.</summary>
/// <param name="Name">The name in tables and files.</param>
/// <param name="Order">The load.</param>
/// <param name="Upstream">The provider.</param>
internal sealed record Workload(string Name, LoadOrder Order, UpstreamSettings Upstream)
{
    private const int Connections = 32;
    private const int MostConnections = 2048;

    /// <summary>As many requests as the gateway answers, on 32 connections.</summary>
    public static Workload Saturated(double seconds, int delay = 0, int bodyBytes = 1024) => new(
        Suffixed("saturated", delay) + (bodyBytes == 1024 ? "" : $", {bodyBytes / 1024} KB"),
        new LoadOrder(0, 0, delay == 0 ? Connections : Connections * 8, seconds, bodyBytes),
        new UpstreamSettings(delay, ChatAnswers.Events, 0));

    /// <summary>A fixed number of requests per second.</summary>
    public static Workload AtRate(int rate, double seconds, int delay = 0) => new(
        Suffixed($"{rate}/s", delay),
        new LoadOrder(0, rate, MostConnections, seconds),
        new UpstreamSettings(delay, ChatAnswers.Events, 0));

    /// <summary>As many streams as the gateway relays, the events at once.</summary>
    public static Workload SaturatedStreams(double seconds) => new(
        "streams",
        new LoadOrder(0, 0, Connections, seconds, IsStream: true),
        new UpstreamSettings(0, ChatAnswers.Events, 0));

    /// <summary>Streams whose events come one by one.</summary>
    public static Workload PacedStreams(int rate, double seconds, int events = ChatAnswers.Events, int gap = 2) => new(
        $"streams {rate}/s, {events} events, {gap} ms",
        new LoadOrder(0, rate, MostConnections, seconds, IsStream: true),
        new UpstreamSettings(0, events, gap));

    private static string Suffixed(string name, int delay) => delay == 0 ? name : $"{name}, {delay} ms";
}
