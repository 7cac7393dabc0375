using System.Text;
using TracedLlm.Facts;
using TracedLlm.Metadata;

namespace TracedLlm.Tests.Metadata;

/// <summary>A caller that sends millions of tags takes neither memory nor time for each.</summary>
public sealed class ManyTagsTests
{
    private const int Many = 1_000_000;

    // The lists, the texts of the tags that are kept, and the attributes of the request.
    private const long MostBytes = 256 << 10;

    public static TheoryData<string, string, string> Elements => new()
    {
        { "0", "0", "tags: too_many" },
        { "\"batch\"", "batch", "tags: too_many" },
        { "\"\"", "", "tags: too_many" },
        { "{}", "", "tags: wrong_type, tags: too_many" },
        { "\"a\\u0007\"", "", "tags: control_character, tags: too_many" },
    };

    [Theory]
    [MemberData(nameof(Elements))]
    public void An_array_of_tags_is_read_to_its_limit(string element, string tags, string dropped)
    {
        var body = Encoding.UTF8.GetBytes($$"""{"tags": [{{Repeat(element)}}]}""");
        Read(body);
        var before = GC.GetAllocatedBytesForCurrentThread();

        var read = Read(body);

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, MostBytes);
        Assert.Equal(tags, Tags(read));
        Assert.Equal(dropped, string.Join(", ", read.Dropped ?? []));
    }

    [Fact]
    public void Each_of_a_million_tags_is_another_one()
    {
        var body = Encoding.UTF8.GetBytes($$"""{"tags": [{{string.Join(',', Enumerable.Range(0, Many))}}]}""");
        Read(body);
        var before = GC.GetAllocatedBytesForCurrentThread();

        var read = Read(body);

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, MostBytes);
        Assert.Equal(string.Join(", ", Enumerable.Range(0, 64)), Tags(read));
        Assert.Equal("tags: too_many", string.Join(", ", read.Dropped ?? []));
    }

    [Theory]
    [InlineData("a")]
    [InlineData(" a ")]
    [InlineData("")]
    public void A_text_with_commas_is_read_to_its_limit(string part)
    {
        var text = Repeat(part);
        MetadataValue.Read(MetadataKeyTable.Tags, text, new(MetadataLimits.Default));
        var reading = new MetadataReading(MetadataLimits.Default);
        var before = GC.GetAllocatedBytesForCurrentThread();

        var tags = MetadataValue.Read(MetadataKeyTable.Tags, text, reading);

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, MostBytes);
        Assert.Equal(part.Length == 0 ? null : (string[])["a"], tags as string[]);
        Assert.Equal(part.Length == 0 ? null : (string[])["tags: too_many"], reading.Dropped);
    }

    [Fact]
    public void Duplicates_take_no_place_of_other_tags()
    {
        string[] different = [.. Enumerable.Range(0, 64).Select(static number => $"tag {number}")];
        var array = string.Join(',', different.SelectMany(static tag => Enumerable.Repeat($"\"{tag}\"", 15)));

        var read = Read(Encoding.UTF8.GetBytes($$"""{"tags": [{{array}}]}"""));

        Assert.Equal(string.Join(", ", different), Tags(read));
        Assert.Equal("", string.Join(", ", read.Dropped ?? []));
    }

    private static string Repeat(string element) => string.Join(',', Enumerable.Repeat(element, Many));

    private static RequestMetadata Read(byte[] metadata) =>
        RequestMetadata.Read(new() { Field = MetadataField.Metadata, Metadata = metadata, Limits = MetadataLimits.Default });

    private static string Tags(RequestMetadata read)
    {
        foreach (var (name, value) in read.EverySpan)
        {
            if (name == "litellm.trace.tags")
            {
                return string.Join(", ", (string[])value!);
            }
        }

        return "";
    }
}
