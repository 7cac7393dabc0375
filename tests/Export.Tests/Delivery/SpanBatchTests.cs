using TracedLlm.Export.Delivery;
using TracedLlm.Export.Otlp;
using TracedLlm.Export.Transport;

namespace TracedLlm.Export.Tests.Delivery;

/// <summary>The pieces of a batch: whatever is cut, waits or is done, every span that is left is in one piece.</summary>
public sealed class SpanBatchTests
{
    [Fact]
    public void Spans_of_a_trace_stay_together_when_a_batch_is_cut()
    {
        using var batch = Create("a1 b1 c1 a2 b2 c2 a3 d1");

        Assert.True(batch.HasSeveralTraces());
        Assert.Equal(2, batch.SplitByTrace(eachTrace: false));

        Assert.Equal("a1 a2 a3", Names(batch));
        batch.Done();
        Assert.Equal("b1 b2 c1 c2 d1", Names(batch));
        Assert.Equal(3, batch.SplitByTrace(eachTrace: true));
        Assert.Equal("b1 b2", Names(batch));
        Assert.False(batch.HasSeveralTraces());
        batch.Done();
        Assert.Equal("c1 c2", Names(batch));
        batch.Done();
        Assert.Equal("d1", Names(batch));
        batch.Done();
        Assert.Equal((0, 0), (batch.Spans, batch.Bytes));
    }

    [Fact]
    public void A_piece_that_waits_is_passed_by_the_others_and_comes_back()
    {
        using var batch = Create("a1 b1 c1");
        Assert.Equal(3, batch.SplitByTrace(eachTrace: true));

        batch.Defer(1, notBefore: 100, isSearched: false);
        Assert.Equal(("b1", long.MinValue), (Names(batch), batch.NotBefore));
        batch.Done();
        Assert.True(batch.TryMakeDueNext(now: 0));
        Assert.Equal("c1", Names(batch));
        batch.Defer(1, notBefore: 50, isSearched: false);

        Assert.Equal(50, batch.NotBefore);
        Assert.False(batch.TryMakeDueNext(now: 49));
        Assert.True(batch.TryMakeDueNext(now: 50));
        Assert.Equal("c1", Names(batch));
        batch.Done();
        Assert.False(batch.TryMakeDueNext(now: 99));
        batch.EndWait();
        Assert.True(batch.TryMakeDueNext(now: 0));
        Assert.Equal("a1", Names(batch));
    }

    [Fact]
    public void Both_halves_refused_are_known_to_their_own_halves()
    {
        using var batch = Create("a1 b1 c1 d1");
        batch.SplitByTrace(eachTrace: false);
        batch.CountAnswer(SendOutcome.Retry, 0);
        Assert.False(batch.AreHalvesRefused);

        // The same half again is no second half.
        batch.CountAnswer(SendOutcome.Retry, 0);
        Assert.False(batch.AreHalvesRefused);
        batch.SplitByTrace(eachTrace: false);
        batch.Defer(2, notBefore: 0, isSearched: true);
        batch.CountAnswer(SendOutcome.Retry, 0);
        Assert.True(batch.AreHalvesRefused);
        batch.Done();
        batch.CountAnswer(SendOutcome.Retry, 0);
        Assert.True(batch.AreHalvesRefused);
    }

    [Theory]
    [InlineData("a1 a2 b1", "b2", "a1 a2", "b1 b2")]
    [InlineData("a1 a2 b1", "c1", "a1 a2 b1", "c1")]
    [InlineData("a1 b1 b2", "b3", "a1 b1 b2", "b3")]
    [InlineData("a1 a2 a3", "a4", "a1 a2 a3", "a4")]
    public void A_batch_ends_between_two_traces_where_it_can(string spans, string next, string first, string second)
    {
        using var batch = Create(spans);
        using var receiver = new SpanBatch(64, 0);

        batch.MoveEndOfTrace(Encode(next), receiver);

        Assert.Equal((first, second), (Names(batch), Names(receiver)));
        Assert.Equal(batch.Memory(batch.Next).Length + receiver.Memory(receiver.Next).Length, batch.Bytes + receiver.Bytes);
        batch.Add(Encode("z1"));
        Assert.Equal($"{first} z1", Names(batch));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Every_span_that_is_left_is_in_one_piece(int seed)
    {
        var random = new Random(seed);
        foreach (var _ in Enumerable.Range(0, 200))
        {
            string[] names = [.. Enumerable.Range(0, random.Next(1, 40)).Select(number => $"{(char)('a' + random.Next(6))}{number}")];
            using var batch = Create(string.Join(' ', names));
            List<string> done = [];
            for (var step = 0; step < 200 && batch.Spans > 0; step++)
            {
                switch (random.Next(5))
                {
                    case 0 when batch.HasSeveralTraces():
                        batch.Defer(batch.SplitByTrace(eachTrace: random.Next(2) == 0), random.Next(10), isSearched: true);
                        break;
                    case 1 when batch.Next.Spans > 1:
                        batch.Split(batch.Next.Spans / 2);
                        break;
                    case 2:
                        batch.Defer(1, random.Next(10), isSearched: false);
                        break;
                    case 3:
                        batch.TryMakeDueNext(random.Next(10));
                        break;
                    case 4 when random.Next(3) == 0:
                        done.AddRange(Names(batch).Split(' '));
                        batch.Done();
                        break;
                    default:
                        break;
                }
            }

            while (batch.Spans > 0)
            {
                done.AddRange(Names(batch).Split(' '));
                batch.Done();
            }

            Assert.Equal(names.Order(), done.Order());
            Assert.Equal(0, batch.Bytes);
        }
    }

    private static SpanBatch Create(string names)
    {
        var batch = new SpanBatch(64, 0);
        foreach (var name in names.Split(' '))
        {
            batch.Add(Encode(name));
        }

        return batch;
    }

    // The letter of a name is its trace.
    private static byte[] Encode(string name) => [OtlpSpan.Tag, (byte)(18 + 2 + name.Length), 0x0A, 16, .. Enumerable.Repeat((byte)name[0], 16), 0x2A, (byte)name.Length, .. name.Select(letter => (byte)letter)];

    private static string Names(SpanBatch batch)
    {
        List<string> names = [];
        var spans = new ProtobufFields(batch.Memory(batch.Next).Span);
        while (spans.Next())
        {
            var fields = new ProtobufFields(spans.Bytes);
            while (fields.Next())
            {
                if (fields.Number == 5)
                {
                    names.Add(System.Text.Encoding.UTF8.GetString(fields.Bytes));
                }
            }
        }

        return string.Join(' ', names);
    }
}
