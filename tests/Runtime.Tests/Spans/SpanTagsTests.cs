using System.Diagnostics;
using TracedLlm.Tree;

namespace TracedLlm.Tests.Spans;

public sealed class SpanTagsTests
{
    // More names than marks, so that different names have the same mark.
    private static readonly string[] Names = [.. Enumerable.Range(0, 700).Select(i => $"app.{i % 7}.value_{i}"), "", "x", "gen_ai.usage.input_tokens", "gen_ai.usage.output_tokens"];

    [Fact]
    public void Several_attributes_are_set_as_one_after_the_other()
    {
        var random = new Random(17);
        for (var round = 0; round < 500; round++)
        {
            using var expected = new Activity("span");
            using var actual = new Activity("span");
            foreach (var (name, value) in Tags(random, random.Next(40)))
            {
                expected.SetTag(name, value);
                actual.SetTag(name, value);
            }

            var set = Tags(random, random.Next(12));
            foreach (var (name, value) in set)
            {
                expected.SetTag(name, value);
            }

            SpanTags.Set(actual, set);

            Assert.Equal(expected.TagObjects, actual.TagObjects);
        }
    }

    [Fact]
    public void An_attribute_that_is_set_twice_has_its_last_value()
    {
        using var activity = new Activity("span");

        SpanTags.Set(activity, new("model", "a"), new("gone", 1), new("model", "b"), new("gone", null), new("absent", null));

        Assert.Equal(KeyValuePair.Create("model", (object?)"b"), Assert.Single(activity.TagObjects));
    }

    private static KeyValuePair<string, object?>[] Tags(Random random, int count) =>
        [.. Enumerable.Range(0, count).Select(_ => KeyValuePair.Create(Names[random.Next(random.Next(2) == 0 ? 20 : Names.Length)], random.Next(4) == 0 ? null : (object?)random.Next(100)))];
}
