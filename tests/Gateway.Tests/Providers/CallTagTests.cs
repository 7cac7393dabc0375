using System.Reflection;

namespace TracedLlm.Samples.Gateway.Tests.Providers;

/// <summary>A call and a session are attempts with the same attributes. An attribute of C# cannot be shared, so each method lists them.</summary>
public sealed class CallTagTests
{
    [Fact]
    public void A_session_has_the_tags_of_a_call()
    {
        var tags = TagsOf(typeof(ProviderClient), nameof(ProviderClient.SendAsync));

        Assert.Contains("litellm.routing.reason: Reason", tags);
        Assert.Equal(tags, TagsOf(typeof(ProviderSession), nameof(ProviderSession.RelayAsync)));
    }

    private static List<string> TagsOf(Type type, string method) =>
        [.. type.GetMethod(method)!.GetParameters().Single(parameter => parameter.ParameterType == typeof(RoutedCall)).GetCustomAttributes<SpanTagAttribute>().Select(tag => $"{tag.Name}: {tag.Path}").Order(StringComparer.Ordinal)];
}
