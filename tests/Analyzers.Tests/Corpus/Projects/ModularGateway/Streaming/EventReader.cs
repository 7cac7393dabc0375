using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;

namespace ModularGateway.Streaming;

internal static class EventReader
{
    public static async IAsyncEnumerable<ReadOnlyMemory<byte>> ReadAsync(HttpResponseMessage response, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var owned = response;
        using var span = LlmSpan.StartStage("relay"); // TLM4003
        var reader = PipeReader.Create(await response.Content.ReadAsStreamAsync(cancellationToken));
        while (true)
        {
            var read = await reader.ReadAsync(cancellationToken);
            var buffer = read.Buffer;
            while (TryReadLine(ref buffer, out var line))
            {
                yield return line.ToArray();
            }

            reader.AdvanceTo(buffer.Start, buffer.End);
            if (read.IsCompleted)
            {
                break;
            }
        }

        await reader.CompleteAsync();
    }

    private static bool TryReadLine(ref ReadOnlySequence<byte> buffer, out ReadOnlySequence<byte> line)
    {
        if (buffer.PositionOf((byte)'\n') is not { } end)
        {
            line = default;
            return false;
        }

        end = buffer.GetPosition(1, end);
        line = buffer.Slice(0, end);
        buffer = buffer.Slice(end);
        return true;
    }
}
