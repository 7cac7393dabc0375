namespace TracedLlm.Samples.Gateway.Tests.Responses;

public sealed class ResponseTextsTests
{
    [Fact]
    public void A_streamed_index_that_is_no_whole_number_counts_as_the_first()
    {
        var answer = new BufferedAnswer("text/event-stream", [.. "data: {\"choices\":[{\"index\":1.5,\"delta\":{\"content\":\"Hello\"}}]}\n\n"u8]);

        var texts = ResponseTexts.Parse(answer, WireFormats.ChatCompletions);

        Assert.Equal(["Hello"], texts.Values);
    }
}
