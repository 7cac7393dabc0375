using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;
using TracedLlm.Endpoints;
using TracedLlm.Facts;
using TracedLlm.Testing.Snapshots;

namespace TracedLlm.Tests.Routes;

/// <summary>Which row of the table a route and a method belong to.</summary>
public sealed class LlmApiTableTests
{
    public static IEnumerable<object[]> Rows => LlmApiTable.Rows.Select(row => new object[] { row.Method, row.Pattern.Text });

    [Fact]
    public void The_table() => Snapshot.Match(string.Join('\n', LlmApiTable.Rows.Select(row =>
        $"{row.Method,-7} {row.Pattern.Text,-56} {row.Api,-15} {row.Operation,-16} {row.CallType,-39} {row.Kind,-10} "
        + $"{row.MetadataField,-15} {row.OutputType ?? "-",-6} {(!row.IsRead ? "" : "read")}".TrimEnd())));

    [Theory]
    [MemberData(nameof(Rows))]
    public void Every_row_is_found_by_its_route(string method, string pattern)
    {
        var row = LlmApiTable.Rows.Single(row => row.Method == method && row.Pattern.Text == pattern);
        var route = Named(pattern);

        Assert.Equal(
            [row, row, row, row],
            new[] { $"/v1/{route}", route, $"/llm/v1/{route}", $"/{{tenant}}/V1/{route.ToUpperInvariant()}" }.Select(template => Infer(method, template)));
    }

    [Theory]
    [InlineData("POST", "/v1/chat/completions", LlmApi.ChatCompletions, "acompletion")]
    [InlineData("POST", "chat/completions/", LlmApi.ChatCompletions, "acompletion")]
    [InlineData("POST", "/openai/deployments/{model}/chat/completions", LlmApi.ChatCompletions, "acompletion")]
    [InlineData("POST", "/engines/{model}/completions", LlmApi.Completions, "atext_completion")]
    [InlineData("POST", "/openai/deployments/{model}/embeddings", LlmApi.Embeddings, "aembedding")]
    [InlineData("POST", "/openai/v1/responses", LlmApi.Responses, "aresponses")]
    [InlineData("POST", "/anthropic/v1/messages", LlmApi.Messages, "anthropic_messages")]
    [InlineData("POST", "/v1/messages/count_tokens", LlmApi.Messages, "acount_tokens")]
    [InlineData("POST", "/v1/messages/batches", LlmApi.Batches, "acreate_batch")]
    [InlineData("POST", "/v1/threads/{thread_id}/messages", LlmApi.Assistants, "a_add_message")]
    [InlineData("GET", "/v1/threads/{thread_id}/messages", LlmApi.Assistants, "aget_messages")]
    [InlineData("GET", "/v1/chat/completions/{id}/messages", LlmApi.ChatCompletions, "alist_completion_messages")]
    [InlineData("GET", "/v1/responses/{id}", LlmApi.Responses, "aget_responses")]
    [InlineData("GET", "/v1/vector_stores/{store}/files/{file}", LlmApi.VectorStores, "avector_store_file_retrieve")]
    [InlineData("GET", "/v1/files/{id:regex(^[a-z]{{3}}$)}", LlmApi.Files, "afile_retrieve")]
    [InlineData("GET", "/{provider}/v1/batches/{id?}", LlmApi.Batches, "aretrieve_batch")]
    [InlineData("POST", "/v1beta/models/{model}:streamGenerateContent", LlmApi.GenerateContent, "agenerate_content_stream")]
    [InlineData("POST", "/v1beta/models/gemini-2.5-pro:generateContent", LlmApi.GenerateContent, "agenerate_content")]
    [InlineData("POST", "/v2/rerank", LlmApi.Rerank, "arerank")]
    [InlineData("GET", "/openai/realtime", LlmApi.Realtime, "_arealtime")]
    [InlineData("POST", "/bedrock/{*rest}", LlmApi.PassThrough, "pass_through_endpoint")]
    [InlineData("POST", "/bedrock/model/{id}/converse-stream", LlmApi.Converse, "allm_passthrough_route")]
    [InlineData("POST", "/model/amazon.nova-lite-v1:0/invoke", LlmApi.InvokeModel, "allm_passthrough_route")]
    [InlineData("POST", "/cohere/v2/chat", LlmApi.CohereChat, "acompletion")]
    [InlineData("POST", "/v2/embed", LlmApi.Embeddings, "aembedding")]
    [InlineData("POST", "/ollama/api/chat", LlmApi.OllamaChat, "acompletion")]
    [InlineData("POST", "/api/embeddings", LlmApi.Embeddings, "aembedding")]
    [InlineData("POST", "/v1/fim/completions", LlmApi.Completions, "atext_completion")]
    [InlineData("POST", "/v1beta/models/{model}:batchEmbedContents", LlmApi.Embeddings, "aembedding")]
    public void The_longest_end_of_a_pattern_names_the_API(string method, string template, LlmApi api, string callType)
    {
        var row = Infer(method, template);

        Assert.Equal((api, callType), (row!.Api, row.CallType));
    }

    [Theory]
    [InlineData("")]
    [InlineData("/")]
    [InlineData("/v1/mychat/completionsx")]
    [InlineData("/v1/{api}")]
    [InlineData("/v1/conversations/{id}/messages")]
    [InlineData("/v1/threads/archived/messages")]
    [InlineData("/v1/containers/{id}/files")]
    [InlineData("/v1/files/archive")]
    [InlineData("/v1/chat/completions-v2")]
    [InlineData("/v1/messages_archive")]
    [InlineData("/v1beta/models/{model}")]
    [InlineData("/v1beta/models/{model}:predict")]
    [InlineData("/model/{model}/apply")]
    [InlineData("/model/{**rest}")]
    [InlineData("/v1/chat")]
    [InlineData("/embed")]
    [InlineData("/v1beta/models/:generateContent")]
    [InlineData("/mine/{**rest}")]
    [InlineData("/anthropic/{rest}")]
    public void Similar_paths_name_no_API(string template) => Assert.Null(Infer("POST", template));

    [Theory]
    [InlineData("PUT", "/v1/chat/completions")]
    [InlineData("HEAD", "/v1/messages")]
    [InlineData("DELETE", "/v1/files/{id}/content")]
    public void A_method_that_the_API_has_not_is_not_read_for_usage(string method, string template)
    {
        var row = Infer(method, template);

        Assert.False(row!.IsRead);
        Assert.Equal(LlmApiKind.Management, row.Kind);
    }

    [Theory]
    [InlineData("POST", "/any", LlmApi.Messages, "anthropic_messages")]
    [InlineData("POST", "/v1/chat/completions", LlmApi.Responses, "aresponses")]
    [InlineData("DELETE", "/any/{id}", LlmApi.Responses, "adelete_responses")]
    [InlineData("GET", "/v1/files/{id}/content", LlmApi.Files, "afile_content")]
    [InlineData("POST", "/mine/{**rest}", LlmApi.PassThrough, "pass_through_endpoint")]
    public void A_named_API_wins_over_the_pattern(string method, string template, LlmApi api, string callType) =>
        Assert.Equal(callType, LlmApiLookup.RowFor(api, Segments(template), method).CallType);

    [Theory]
    [InlineData("/openai/deployments/{deployment}/chat/completions", "deployment")]
    [InlineData("/engines/{model}/completions", "model")]
    [InlineData("/v1beta/models/{name}:generateContent", "name")]
    [InlineData("/v1/projects/{p}/models/{m}:streamGenerateContent", "m")]
    [InlineData("/{tenant}/v1/chat/completions", null)]
    [InlineData("/v1/chat/completions", null)]
    public void The_model_may_be_in_the_route(string template, string? parameter)
    {
        var segments = Segments(template);

        Assert.Equal(parameter, LlmApiLookup.ModelParameter(LlmApiLookup.Infer(segments, "POST")!, segments));
    }

    [Fact]
    public void The_model_is_read_from_the_values_of_the_route()
    {
        var http = new DefaultHttpContext();
        http.Request.Method = "POST";
        http.Request.RouteValues["model"] = "gemini-2.5-pro";
        var endpoint = new RouteEndpoint(
            _ => Task.CompletedTask, RoutePatternFactory.Parse("/v1beta/models/{model}:generateContent"), 0, new(new TracedLlmRouteAttribute()), "Gemini");

        Assert.Equal("gemini-2.5-pro", LlmRoute.Find(http, endpoint)!.ModelOf(http.Request));
    }

    [Fact]
    public void The_request_method_decides_the_API_of_an_endpoint_for_all_methods()
    {
        var endpoint = new RouteEndpoint(_ => Task.CompletedTask, RoutePatternFactory.Parse("/v1/files"), 0, new(new TracedLlmRouteAttribute()), "Files");

        Assert.Equal(
            ["acreate_file", "afile_list", "acreate_file"],
            new[] { "POST", "GET", "post" }.Select(method => LlmRoute.Find(endpoint, method)!.Facts.CallType));
    }

    private static LlmApiFacts? Infer(string method, string template) => LlmApiLookup.Infer(Segments(template), method);

    private static RouteSegment[] Segments(string template) => RoutePatternSegments.Read(RoutePatternFactory.Parse(template));

    // Route patterns do not take two parameters of one name.
    private static string Named(string pattern)
    {
        var count = 0;
        return string.Join('/', pattern.Split('/').Select(segment => segment.Replace("{}", $"{{p{count++}}}").Replace("{**}", "{**rest}")));
    }
}
