using System.Text;
using TracedLlm.Apis;

namespace TracedLlm.Tests.Payloads.Apis;

public sealed class UsualParameterTests
{
    [Fact]
    public void Every_listed_name_is_found_with_the_facts_of_its_name()
    {
        foreach (var name in RequestParameterNames.All.Where(name => name != "prompt" && !RequestParameterNames.IsGroup(name)))
        {
            var usual = UsualParameter.Find(Encoding.UTF8.GetBytes(name));

            Assert.NotNull(usual);
            Assert.Equal(name, usual.Name.Value);
            Assert.Equal(RequestParameterNames.IsParameter(name, default), usual.IsParameter);
            Assert.Equal(RequestParameterNames.IsVerbatim(name), usual.Facts.IsVerbatim);
            Assert.Equal(RequestParameterNames.IsKnown(name), usual.Facts.IsKnown);
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("prompt")]
    [InlineData("generationConfig")]
    [InlineData("temperature ")]
    [InlineData("Temperature")]
    [InlineData("litellm_call_id")]
    public void Another_name_is_not_found(string name) => Assert.Null(UsualParameter.Find(Encoding.UTF8.GetBytes(name)));
}
