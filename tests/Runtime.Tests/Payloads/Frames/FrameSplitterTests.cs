using System.Text;
using TracedLlm.Streams;
using TracedLlm.Taps;

namespace TracedLlm.Tests.Payloads.Frames;

/// <summary>Event streams of AWS: their frames, in chunks of any size.</summary>
public sealed class FrameSplitterTests
{
    private static readonly byte[] Stream =
    [
        .. Frame.Event("messageStart", """{"role":"assistant"}"""),
        .. Frame.Event("contentBlockDelta", """{"delta":{"text":"Hi"}}"""),
        .. Frame.Exception("throttlingException", """{"message":"Too many tokens."}"""),
        .. Frame.Error("InternalFailure", "It \"broke\"."),
    ];

    private static readonly string[] Expected =
    [
        """messageStart|{"role":"assistant"}""",
        """contentBlockDelta|{"delta":{"text":"Hi"}}""",
        """throttlingException|{"message":"Too many tokens."}""",
        """error|{"code":"InternalFailure","message":"It \u0022broke\u0022."}""",
    ];

    // The example of the specification: an empty message, and its check sums.
    [Fact]
    public void The_check_sum_is_that_of_the_specification() =>
        Assert.Equal((0x05c248ebu, 0xcbf43926u), (Crc32.Compute([0, 0, 0, 16, 0, 0, 0, 0]), Crc32.Compute("123456789"u8)));

    [Fact]
    public void Chunks_of_any_size_give_the_same_messages()
    {
        for (var size = 1; size <= Stream.Length; size++)
        {
            Assert.Equal(Expected, Split(Stream.Chunk(size)));
        }
    }

    [Fact]
    public void A_changed_byte_of_a_frame_is_found()
    {
        var frame = Frame.Event("metadata", """{"usage":{"inputTokens":1}}""");
        for (var index = 0; index < frame.Length; index++)
        {
            var changed = frame.ToArray();
            changed[index] ^= 1;

            Assert.Throws<InvalidDataException>(() => Split([changed]));
        }
    }

    [Fact]
    public void Headers_of_every_type_are_skipped()
    {
        byte[][] values = [[0], [1], [2, 1], [3, 0, 1], [4, 0, 0, 0, 1], [5, .. new byte[8]], [6, 0, 2, 1, 2], [8, .. new byte[8]], [9, .. new byte[16]]];
        var named = Frame.Event("metadata", "{}");
        var headers = values.SelectMany(value => new byte[] { 1, (byte)'x' }.Concat(value)).ToArray();

        Assert.Equal(["metadata|{}"], Split([WithHeaders(headers, named)]));
    }

    [Fact]
    public void A_cut_frame_gives_nothing()
    {
        var frame = Frame.Event("metadata", "{}");
        for (var length = 0; length < frame.Length; length++)
        {
            Assert.Empty(Split([frame[..length]]));
        }
    }

    private static byte[] WithHeaders(byte[] more, byte[] frame)
    {
        var length = System.Buffers.Binary.BinaryPrimitives.ReadInt32BigEndian(frame.AsSpan(4));
        byte[] headers = [.. more, .. frame[12..(12 + length)]];
        byte[] prelude = [.. BigEndian(16 + headers.Length + 2), .. BigEndian(headers.Length)];
        byte[] whole = [.. prelude, .. BigEndian((int)Crc32.Compute(prelude)), .. headers, (byte)'{', (byte)'}'];
        return [.. whole, .. BigEndian((int)Crc32.Compute(whole))];

        static byte[] BigEndian(int value)
        {
            var bytes = new byte[4];
            System.Buffers.Binary.BinaryPrimitives.WriteInt32BigEndian(bytes, value);
            return bytes;
        }
    }

    private static string[] Split(IEnumerable<byte[]> chunks)
    {
        var events = new Collected();
        var splitter = new FrameSplitter(events);
        foreach (var chunk in chunks)
        {
            splitter.Push(chunk);
        }

        splitter.Complete();
        splitter.Release();
        return [.. events.Events];
    }

    private sealed class Collected : IEventSink
    {
        public List<string> Events { get; } = [];

        public void OnEvent(ReadOnlySpan<byte> name, ReadOnlySpan<byte> data) =>
            Events.Add($"{Encoding.UTF8.GetString(name)}|{Encoding.UTF8.GetString(data)}");
    }
}
