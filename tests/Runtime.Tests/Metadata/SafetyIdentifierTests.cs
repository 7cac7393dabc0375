using TracedLlm.Tests.Gateways;

namespace TracedLlm.Tests.Metadata;

/// <summary>OpenAI's fields about the end user and the cache of a prompt.</summary>
[Collection(ProcessWide.Name)]
public sealed class SafetyIdentifierTests
{
    [Theory]
    [InlineData("/v1/chat/completions", """{"safety_identifier":"s-1"}""", "user.id=s-1")]
    [InlineData("/v1/responses", """{"safety_identifier":"s-1"}""", "user.id=s-1")]
    [InlineData("/v1/chat/completions", """{"safety_identifier":"s-1","user":"alice"}""", "user.id=alice")]
    [InlineData("/v1/responses", """{"user":"alice","safety_identifier":"s-1"}""", "user.id=alice")]
    [InlineData("/v1/chat/completions", """{"safety_identifier":"s-1","metadata":{"trace_user_id":"bob"}}""", "user.id=bob")]
    public async Task The_user_is_the_safety_identifier_after_user(string path, string body, string expected)
    {
        var tree = await MetadataGateway.PrintAsync(body, [], ["user.id"], path);

        Assert.Contains("Received Proxy Server Request [SERVER]  {" + expected + "}", tree, StringComparison.Ordinal);
        Assert.Contains("litellm_request  {" + expected + "}", tree, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/v1/chat/completions")]
    [InlineData("/v1/responses")]
    public async Task The_cache_of_the_prompt_is_on_the_request(string path)
    {
        var tree = await MetadataGateway.PrintAsync("""{"prompt_cache_key":"tenant:42/docs","prompt_cache_retention":"24h"}""", [], ["litellm.request.prompt_cache"], path);

        Assert.Contains(
            "litellm_request  {litellm.request.prompt_cache_key=tenant:42/docs, litellm.request.prompt_cache_retention=24h}", tree, StringComparison.Ordinal);
    }
}
