namespace TracedLlm.Allocations.Tests;

public sealed class StreamingTests
{
    private const int Few = 100;
    private const int Many = 200;

    private static readonly StageInput Input = new();

    [OptimizedTheory]
    [InlineData(Place.OutsideRequest, false)]
    [InlineData(Place.OutsideRequest, true)]
    [InlineData(Place.InRequest, false)]
    [InlineData(Place.InRequest, true)]
    public void An_item_of_an_asynchronous_sequence_allocates_nothing(Place place, bool arrivesLater)
    {
        using var state = TracingState.Enter(Listening.Sampled, place);
        var stage = new StreamStage { Gate = arrivesLater ? new ItemGate() : null };

        Assert.Equal(Bytes(Few), Bytes(Many));

        double Bytes(int items)
        {
            stage.Items = items;
            return AllocatedBytes.PerCall(() => StreamReading.Read(stage.Traced20Async(Input), stage.Gate));
        }
    }

    [Theory]
    [InlineData(Place.OutsideRequest)]
    [InlineData(Place.InRequest)]
    public void An_item_of_a_synchronous_sequence_allocates_nothing(Place place)
    {
        using var state = TracingState.Enter(Listening.Sampled, place);
        var stage = new SequenceStage();

        Assert.Equal(AllocatedBytes.PerCall(() => Sum(stage.Items(Few))), AllocatedBytes.PerCall(() => Sum(stage.Items(Many))));

        static int Sum(IEnumerable<int> items)
        {
            var sum = 0;
            foreach (var item in items)
            {
                sum += item;
            }

            return sum;
        }
    }

    [OptimizedTheory]
    [InlineData(Place.OutsideRequest, false)]
    [InlineData(Place.OutsideRequest, true)]
    [InlineData(Place.InRequest, false)]
    [InlineData(Place.InRequest, true)]
    public void A_chunk_of_a_providers_response_allocates_nothing(Place place, bool arrivesLater)
    {
        using var state = TracingState.Enter(Listening.Sampled, place);
        var provider = new ProviderCall();
        var buffer = new byte[16];

        Assert.Equal(Bytes(Few), Bytes(Many));

        double Bytes(int chunks) => AllocatedBytes.PerCall(() =>
        {
            var body = new ChunkedStream(chunks, arrivesLater);
            using var response = provider.SendAsync(body).Result;
            using var stream = response.Content.ReadAsStream();
            var read = 0;
            for (var last = 1; last > 0; read += last)
            {
                var reading = stream.ReadAsync(buffer);
                if (!reading.IsCompleted)
                {
                    body.Arrive();
                }

                last = reading.Result;
            }

            return read;
        });
    }
}
