using System.Globalization;
using System.Net.Sockets;
using System.Text.Json;
using TracedLlm.Bench.Gateway.Http;
using TracedLlm.Bench.Gateway.Processes;

namespace TracedLlm.Bench.Gateway.Upstream;

/// <summary>The provider: answers chat completions with JSON or with events, after a delay that is exact to some microseconds.</summary>
internal static class UpstreamRole
{
    public const string Name = "upstream";

    private static readonly DueQueue Queue = new();

    private static volatile UpstreamSettings s_settings = new(0, ChatAnswers.Events, 0);

    /// <summary>Writes its port, then takes settings as JSON.</summary>
    public static int Run()
    {
        using var server = new TcpServer(ServeAsync);
        RoleLoop.Write(server.Port.ToString(CultureInfo.InvariantCulture));
        return RoleLoop.Run(static command =>
        {
            s_settings = JsonSerializer.Deserialize<UpstreamSettings>(command)!;
            return "ok";
        });
    }

    private static async Task ServeAsync(Socket socket)
    {
        var reader = new MessageReader(socket);
        while (await reader.ReadHeadAsync())
        {
            if (reader.ExpectsContinue)
            {
                await socket.SendAsync(ChatAnswers.Continue);
            }

            // Requests of the bench say it in their first bytes or their last ones.
            var isStream = false;
            for (var piece = await reader.ReadPieceAsync(); !piece.IsEmpty; piece = await reader.ReadPieceAsync())
            {
                isStream |= piece.Span.IndexOf("\"stream\":true"u8) >= 0;
            }

            var settings = s_settings;
            if (settings.DelayMilliseconds > 0)
            {
                await Queue.WaitAsync(settings.DelayMilliseconds);
            }

            if (isStream)
            {
                await StreamAsync(socket, settings);
            }
            else
            {
                await socket.SendAsync(ChatAnswers.Json);
            }
        }
    }

    private static async Task StreamAsync(Socket socket, UpstreamSettings settings)
    {
        await socket.SendAsync(ChatAnswers.StreamHead);
        var buffer = new byte[ChatAnswers.LongestEvent];
        for (var number = 0; number < settings.Events; number++)
        {
            if (number > 0 && settings.GapMilliseconds > 0)
            {
                await Queue.WaitAsync(settings.GapMilliseconds);
            }

            await socket.SendAsync(ChatAnswers.WriteEvent(buffer, number, settings.Events));
        }

        await socket.SendAsync(ChatAnswers.StreamEnd);
    }
}
