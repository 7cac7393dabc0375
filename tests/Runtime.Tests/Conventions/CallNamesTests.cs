using TracedLlm.Conventions;

namespace TracedLlm.Tests.Conventions;

/// <summary>The names of calls, which are made once for each model.</summary>
public sealed class CallNamesTests
{
    [Fact]
    public void A_name_is_made_once() =>

        // Tests that run at the same time may take its place, but not each time.
        Assert.Contains(
            Enumerable.Range(0, 100),
            static _ => ReferenceEquals(SpanNaming.Call("chat", "gpt-4o-mini"), SpanNaming.Call("chat", new string("gpt-4o-mini"))));

    [Fact]
    public void Every_model_and_operation_has_its_own_name()
    {
        for (var round = 0; round < 2; round++)
        {
            for (var number = 0; number < 200; number++)
            {
                Assert.Equal($"chat model-{number}", SpanNaming.Call("chat", $"model-{number}"));
                Assert.Equal($"rank model-{number}", SpanNaming.Call("rank", $"model-{number}"));
            }
        }
    }

    [Fact]
    public void A_long_name_is_whole()
    {
        var model = new string('m', 1000);

        Assert.Equal("chat " + model, SpanNaming.Call("chat", model));
    }
}
