using System.Text;
using TracedLlm.Metadata;

namespace TracedLlm.Tests.Metadata;

/// <summary>A key that earlier requests had is searched for secrets again where its value decides.</summary>
public sealed class OtherNamesTests
{
    [Fact]
    public void A_number_under_the_name_of_a_token_makes_no_plain_name_of_it()
    {
        for (var round = 0; round < 2; round++)
        {
            Assert.Equal(["litellm.metadata.budget_token=5"], Read("""{"budget_token": 5}"""));
            Assert.Empty(Read("""{"budget_token": "abc"}"""));
        }
    }

    [Fact]
    public void A_plain_name_is_taken_each_time()
    {
        for (var round = 0; round < 2; round++)
        {
            Assert.Equal(["litellm.metadata.cost_centre=7", "litellm.metadata.region=eu"], Read("""{"cost_centre": 7, "region": "eu"}"""));
            Assert.Empty(Read("""{"dropped": 1, "my_api_key": "k", "a\u0001b": 1}"""));
        }
    }

    private static List<string> Read(string metadata)
    {
        List<string> tags = [];
        var source = new RequestMetadataSource { Field = MetadataField.Metadata, Metadata = Encoding.UTF8.GetBytes(metadata), Limits = MetadataLimits.Default };
        foreach (var (name, value) in RequestMetadata.Read(source).EverySpan)
        {
            tags.Add($"{name}={value}");
        }

        return tags;
    }
}
