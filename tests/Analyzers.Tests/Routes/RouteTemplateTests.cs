using Microsoft.AspNetCore.Routing.Patterns;
using TracedLlm.Analyzers.Routes;

namespace TracedLlm.Analyzers.Tests.Routes;

/// <summary>Templates are read as ASP.NET Core reads them.</summary>
public class RouteTemplateTests
{
    [Theory]
    [InlineData("")]
    [InlineData("/")]
    [InlineData("/v1/messages")]
    [InlineData("v1/messages/")]
    [InlineData("~/v1/messages")]
    [InlineData("/v1/batches/{id}")]
    [InlineData("/v1/batches/{id?}")]
    [InlineData("/v1/batches/{id=1}")]
    [InlineData("/v1/batches/{id:int:min(1)}/cancel")]
    [InlineData("/v1/batches/{id:regex(^[a-z/]{{3}}$)}/cancel")]
    [InlineData("/v1beta/models/{model}:generateContent")]
    [InlineData("/files/{name}.{extension?}")]
    [InlineData("/anthropic/{**path}")]
    [InlineData("/anthropic/{*path}")]
    [InlineData("/a{{b}}/c")]
    public void Segments_are_those_of_ASP_NET_Core(string template) => Assert.Equal(
        RoutePatternFactory.Parse(template).PathSegments.Select(segment => string.Concat(segment.Parts.Select(TextOf))),
        RouteTemplate.Segments(template).Select(segment => segment.Text));

    [Theory]
    [InlineData("/v1", "messages", "/v1/messages")]
    [InlineData("/v1/", "/messages", "/v1/messages")]
    [InlineData("", "/messages", "/messages")]
    [InlineData("/v1", "", "/v1")]
    public void A_group_prefix_is_joined(string prefix, string template, string joined) => Assert.Equal(joined, RouteTemplate.Join(prefix, template));

    private static string TextOf(RoutePatternPart part) => part switch
    {
        RoutePatternParameterPart { IsCatchAll: true } => "{**}",
        RoutePatternParameterPart => "{}",
        RoutePatternLiteralPart literal => literal.Content,
        RoutePatternSeparatorPart separator => separator.Content,
        _ => "",
    };
}
