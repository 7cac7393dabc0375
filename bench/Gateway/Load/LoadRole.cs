using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using TracedLlm.Bench.Gateway.Processes;

namespace TracedLlm.Bench.Gateway.Load;

/// <summary>The load generator.</summary>
internal static class LoadRole
{
    public const string Name = "load";

    /// <summary>The command that waits for the first answer of a gateway; its answer is the time of that.</summary>
    public const string First = "first ";

    private static readonly TimeSpan StartsWithin = TimeSpan.FromSeconds(30);

    /// <summary>A command is a <see cref="LoadOrder"/>, its answer a <see cref="LoadResult"/>.</summary>
    public static int Run() => RoleLoop.Run(static command => command.StartsWith(First, StringComparison.Ordinal)
        ? WaitForAnswer(JsonSerializer.Deserialize<LoadOrder>(command[First.Length..])!)
        : JsonSerializer.Serialize(new LoadRun(JsonSerializer.Deserialize<LoadOrder>(command)!).Run()));

    private static string WaitForAnswer(LoadOrder order)
    {
        var (start, pause) = (Stopwatch.GetTimestamp(), new PrecisePause());
        while (Stopwatch.GetElapsedTime(start) < StartsWithin)
        {
            if (Listens(order.Port) && new LoadRun(order with { Connections = 1, Rate = 1, Seconds = 1e-9 + 1 }).First() is { } time)
            {
                return time.ToString(CultureInfo.InvariantCulture);
            }

            pause.Until(Stopwatch.GetTimestamp() + (Stopwatch.Frequency / 500));
        }

        return "0";
    }

    private static bool Listens(int port)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Connect(IPAddress.Loopback, port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
