using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace TracedLlm.Samples.Gateway.Tests.Guardrails;

/// <summary>The conversation of each API in OpenAI's form, and what replaces it.</summary>
public sealed class ConversationTests
{
    private const string Chat = """
        {"model":"m","messages":[
          {"role":"system","content":"be kind"},
          {"role":"user","content":[{"type":"text","text":"what is this?"},{"type":"image_url","image_url":{"url":"data:image/png;base64,AAAA","detail":"low"}},{"type":"image_url","image_url":{"url":"https://example.com/a.png"}}]},
          {"role":"assistant","tool_calls":[{"id":"call_1","type":"function","function":{"name":"look","arguments":"{\"at\":\"b\"}"}}]},
          {"role":"tool","tool_call_id":"call_1","content":"a cat"}],
         "tools":[{"type":"function","function":{"name":"look","description":"Looks.","parameters":{"type":"object"},"strict":true}}]}
        """;

    private const string Messages = """
        {"model":"m","max_tokens":9,"system":[{"type":"text","text":"be kind"}],"messages":[
          {"role":"user","content":[{"type":"text","text":"what is this?"},{"type":"image","source":{"type":"base64","media_type":"image/png","data":"AAAA"}},{"type":"image","source":{"type":"url","url":"https://example.com/a.png"}},{"type":"document","source":{"type":"base64","media_type":"application/pdf","data":"BBBB"}}]},
          {"role":"assistant","content":[{"type":"tool_use","id":"toolu_1","name":"look","input":{"at":"b"}}]},
          {"role":"user","content":[{"type":"tool_result","tool_use_id":"toolu_1","content":[{"type":"text","text":"a cat"}]}]}],
         "tools":[{"name":"look","description":"Looks.","input_schema":{"type":"object"},"cache_control":{"type":"ephemeral"}},{"type":"web_search_20250305","name":"web_search"}]}
        """;

    private const string Responses = """
        {"model":"m","instructions":"be kind","input":[
          {"role":"user","content":[{"type":"input_text","text":"what is this?"},{"type":"input_image","image_url":"data:image/png;base64,AAAA"}]},
          {"type":"function_call","call_id":"call_1","name":"look","arguments":"{\"at\":\"b\"}"},
          {"type":"function_call_output","call_id":"call_1","output":"a cat"}],
         "tools":[{"type":"function","name":"look","description":"Looks.","parameters":{"type":"object"},"strict":true},{"type":"web_search"}]}
        """;

    private const string Gemini = """
        {"systemInstruction":{"parts":[{"text":"be kind"}]},"contents":[
          {"role":"user","parts":[{"text":"what is this?"},{"inlineData":{"mimeType":"image/png","data":"AAAA"}},{"fileData":{"mimeType":"image/png","fileUri":"https://example.com/a.png"}},{"inlineData":{"mimeType":"application/pdf","data":"BBBB"}}]},
          {"role":"model","parts":[{"functionCall":{"name":"look","args":{"at":"b"}}}]},
          {"role":"user","parts":[{"functionResponse":{"name":"look","response":{"result":"a cat"}}}]}],
         "tools":[{"functionDeclarations":[{"name":"look","description":"Looks.","parameters":{"type":"OBJECT"}}]},{"googleSearch":{}}]}
        """;

    private const string Converse = """
        {"system":[{"text":"be kind"}],"messages":[
          {"role":"user","content":[{"text":"what is this?"},{"image":{"format":"png","source":{"bytes":"AAAA"}}}]},
          {"role":"assistant","content":[{"toolUse":{"toolUseId":"t1","name":"look","input":{"at":"b"}}}]},
          {"role":"user","content":[{"toolResult":{"toolUseId":"t1","content":[{"text":"a cat"}]}}]}],
         "toolConfig":{"tools":[{"toolSpec":{"name":"look","description":"Looks.","inputSchema":{"json":{"type":"object"}}}}],"toolChoice":{"auto":{}}}}
        """;

    private const string Cohere = """
        {"model":"m","messages":[
          {"role":"user","content":"what is this?"},
          {"role":"assistant","tool_calls":[{"id":"call_1","type":"function","function":{"name":"look","arguments":"{\"at\":\"b\"}"}}]}],
         "tools":[{"type":"function","function":{"name":"look","description":"Looks.","parameters":{"type":"object"}}}]}
        """;

    private const string Ollama = """
        {"model":"m","messages":[
          {"role":"user","content":"what is this?","images":["AAAA"]},
          {"role":"assistant","content":"","tool_calls":[{"function":{"name":"look","arguments":{"at":"b"}}}]}],
         "tools":[{"type":"function","function":{"name":"look","description":"Looks.","parameters":{"type":"object"}}}]}
        """;

    private const string Look = """{"type":"function","function":{"name":"look","description":"Looks.","parameters":{"type":"object"}}}""";
    private const string Call = """{"id":"call_1","type":"function","function":{"name":"look","arguments":"{\"at\":\"b\"}"}}""";
    private const string NoId = """{"id":null,"type":"function","function":{"name":"look","arguments":"{\"at\":\"b\"}"}}""";

    private static readonly Dictionary<string, WireFormat> Formats = new WireFormat[]
    {
        WireFormats.ChatCompletions, WireFormats.Messages, WireFormats.Responses, WireFormats.GenerateContent, WireFormats.Converse, WireFormats.CohereChat, WireFormats.OllamaChat,
        WireFormats.OllamaGenerate, WireFormats.InvokeModel, WireFormats.Embeddings,
    }.ToDictionary(format => format.Name);

    [Theory]
    [InlineData(
        "chat completions",
        Chat,
        """
        images: data:image/png;base64,AAAA https://example.com/a.png
        tools: {"type":"function","function":{"name":"look","description":"Looks.","parameters":{"type":"object"},"strict":true}}
        calls: {"id":"call_1","type":"function","function":{"name":"look","arguments":"{\"at\":\"b\"}"}}
        {"role":"system","content":"be kind"}
        {"role":"user","content":[{"type":"text","text":"what is this?"},{"type":"image_url","image_url":{"url":"data:image/png;base64,AAAA","detail":"low"}},{"type":"image_url","image_url":{"url":"https://example.com/a.png"}}]}
        {"role":"assistant","tool_calls":[{"id":"call_1","type":"function","function":{"name":"look","arguments":"{\"at\":\"b\"}"}}]}
        {"role":"tool","tool_call_id":"call_1","content":"a cat"}
        """)]
    [InlineData(
        "messages",
        Messages,
        """
        images: AAAA https://example.com/a.png
        tools: {"type":"function","function":{"name":"look","description":"Looks.","parameters":{"type":"object"}}} {"type":"web_search_20250305","name":"web_search"}
        calls: {"id":"toolu_1","type":"function","function":{"name":"look","arguments":"{\"at\":\"b\"}"}}
        {"role":"system","content":"be kind"}
        {"role":"user","content":[{"type":"text","text":"what is this?"},{"type":"image_url","image_url":{"url":"data:image/png;base64,AAAA"}},{"type":"image_url","image_url":{"url":"https://example.com/a.png"}}]}
        {"role":"assistant","tool_calls":[{"id":"toolu_1","type":"function","function":{"name":"look","arguments":"{\"at\":\"b\"}"}}]}
        {"role":"tool","content":"a cat","tool_call_id":"toolu_1"}
        """)]
    [InlineData(
        "responses",
        Responses,
        """
        images: data:image/png;base64,AAAA
        tools: {"type":"function","function":{"name":"look","description":"Looks.","parameters":{"type":"object"}}} {"type":"web_search"}
        calls: {"id":"call_1","type":"function","function":{"name":"look","arguments":"{\"at\":\"b\"}"}}
        {"role":"system","content":"be kind"}
        {"role":"user","content":[{"type":"text","text":"what is this?"},{"type":"image_url","image_url":{"url":"data:image/png;base64,AAAA"}}]}
        {"role":"assistant","tool_calls":[{"id":"call_1","type":"function","function":{"name":"look","arguments":"{\"at\":\"b\"}"}}]}
        {"role":"tool","content":"a cat","tool_call_id":"call_1"}
        """)]
    [InlineData(
        "responses",
        """{"model":"m","input":"hello"}""",
        """
        images: 
        tools: 
        calls: 
        {"role":"user","content":"hello"}
        """)]
    [InlineData(
        "Gemini",
        Gemini,
        """
        images: AAAA https://example.com/a.png
        tools: {"type":"function","function":{"name":"look","description":"Looks.","parameters":{"type":"OBJECT"}}} {"googleSearch":{}}
        calls: {"id":null,"type":"function","function":{"name":"look","arguments":"{\"at\":\"b\"}"}}
        {"role":"system","content":"be kind"}
        {"role":"user","content":[{"type":"text","text":"what is this?"},{"type":"image_url","image_url":{"url":"data:image/png;base64,AAAA"}},{"type":"image_url","image_url":{"url":"https://example.com/a.png"}}]}
        {"role":"assistant","tool_calls":[{"id":null,"type":"function","function":{"name":"look","arguments":"{\"at\":\"b\"}"}}]}
        {"role":"tool","content":"{\"result\":\"a cat\"}","tool_call_id":"look"}
        """)]
    [InlineData(
        "Converse",
        Converse,
        """
        images: AAAA
        tools: {"type":"function","function":{"name":"look","description":"Looks.","parameters":{"type":"object"}}}
        calls: {"id":"t1","type":"function","function":{"name":"look","arguments":"{\"at\":\"b\"}"}}
        {"role":"system","content":"be kind"}
        {"role":"user","content":[{"type":"text","text":"what is this?"},{"type":"image_url","image_url":{"url":"data:image/png;base64,AAAA"}}]}
        {"role":"assistant","tool_calls":[{"id":"t1","type":"function","function":{"name":"look","arguments":"{\"at\":\"b\"}"}}]}
        {"role":"tool","content":"a cat","tool_call_id":"t1"}
        """)]
    [InlineData(
        "Cohere chat",
        Cohere,
        $$"""
        images: 
        tools: {{Look}}
        calls: {{Call}}
        {"role":"user","content":"what is this?"}
        {"role":"assistant","tool_calls":[{{Call}}]}
        """)]
    [InlineData(
        "Ollama chat",
        Ollama,
        $$$$"""
        images: AAAA
        tools: {{{{Look}}}}
        calls: {{{{NoId}}}}
        {"role":"user","content":"what is this?","images":["AAAA"]}
        {"role":"assistant","content":"","tool_calls":[{"function":{"name":"look","arguments":{"at":"b"}}}]}
        """)]
    [InlineData(
        "Ollama generate",
        """{"model":"m","prompt":"what is this?","images":["AAAA"]}""",
        """
        images: AAAA
        tools: 
        calls: 
        {"role":"user","content":"what is this?"}
        """)]
    [InlineData(
        "InvokeModel",
        """{"anthropic_version":"bedrock-2023-05-31","messages":[{"role":"user","content":[{"type":"image","source":{"type":"base64","media_type":"image/png","data":"AAAA"}}]}]}""",
        """
        images: AAAA
        tools: 
        calls: 
        {"role":"user","content":[{"type":"image_url","image_url":{"url":"data:image/png;base64,AAAA"}}]}
        """)]
    public void A_request_is_converted(string api, string request, string expected) => Assert.Equal(expected, Print(Read(api, request)!));

    [Theory]
    [InlineData("InvokeModel", """{"inputText":"hello"}""")]
    [InlineData("embeddings", """{"input":"hello"}""")]
    public void A_request_of_another_kind_has_no_conversation(string api, string request) => Assert.Null(Read(api, request));

    [Theory]
    [InlineData("chat completions", """{"choices":[{"message":{"content":null,"tool_calls":[{"id":"call_1","type":"function","function":{"name":"look","arguments":"{\"at\":\"b\"}"}}]}}]}""", Call)]
    [InlineData("messages", """{"type":"message","content":[{"type":"text","text":"a"},{"type":"tool_use","id":"call_1","name":"look","input":{"at":"b"}}]}""", Call)]
    [InlineData("responses", """{"output":[{"type":"reasoning"},{"type":"function_call","call_id":"call_1","name":"look","arguments":"{\"at\":\"b\"}"}]}""", Call)]
    [InlineData("Gemini", """{"candidates":[{"content":{"parts":[{"functionCall":{"name":"look","args":{"at":"b"}}}]}}]}""", NoId)]
    [InlineData("Gemini", """[{"candidates":[{"content":{"parts":[{"text":"a"}]}}]},{"candidates":[{"content":{"parts":[{"functionCall":{"name":"look","args":{"at":"b"}}}]}}]}]""", NoId)]
    [InlineData("Converse", """{"output":{"message":{"role":"assistant","content":[{"toolUse":{"toolUseId":"call_1","name":"look","input":{"at":"b"}}}]}}}""", Call)]
    [InlineData("Cohere chat", """{"message":{"tool_calls":[{"id":"call_1","type":"function","function":{"name":"look","arguments":"{\"at\":\"b\"}"}}]}}""", Call)]
    [InlineData("Ollama chat", """{"message":{"content":"","tool_calls":[{"function":{"name":"look","arguments":{"at":"b"}}}]}}""", NoId)]
    [InlineData("InvokeModel", """{"type":"message","content":[{"type":"tool_use","id":"call_1","name":"look","input":{"at":"b"}}]}""", Call)]
    [InlineData("InvokeModel", """{"output":{"message":{"content":[{"toolUse":{"toolUseId":"call_1","name":"look","input":{"at":"b"}}}]}}}""", Call)]
    public void The_tool_calls_of_an_answer_are_converted_and_replaced(string api, string answer, string expected)
    {
        var conversation = Conversation.Read(Formats[api], Encoding.UTF8.GetBytes(answer), isResponse: true)!;

        Assert.Equal(expected, Join(conversation.ToolCalls));
        Assert.Null(conversation.Messages);

        Assert.Equal(0, conversation.ReplaceToolCalls([JsonNode.Parse(expected)]));
        Assert.Equal(1, conversation.ReplaceToolCalls([JsonNode.Parse("""{"function":{"name":"glance","arguments":"{\"at\":\"nothing\"}"}}""")]));
        Assert.Equal(
            answer.Replace("look", "glance", StringComparison.Ordinal).Replace("\\\"b\\\"", "\\\"nothing\\\"", StringComparison.Ordinal).Replace("{\"at\":\"b\"}", "{\"at\":\"nothing\"}", StringComparison.Ordinal),
            Encoding.UTF8.GetString(conversation.ToUtf8()));
    }

    [Theory]
    [InlineData("chat completions", """data: {"choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"id":"call_1","function":{"name":"look","arguments":""}}]}}]}|{"choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"function":{"arguments":"{\"at\":"}}]}}]}|{"choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"function":{"arguments":"\"b\"}"}}]}}]}""", Call)]
    [InlineData("messages", """{"type":"content_block_start","index":1,"content_block":{"type":"tool_use","id":"call_1","name":"look","input":{}}}|{"type":"content_block_delta","index":1,"delta":{"type":"input_json_delta","partial_json":"{\"at\":"}}|{"type":"content_block_delta","index":1,"delta":{"type":"input_json_delta","partial_json":"\"b\"}"}}|{"type":"content_block_start","index":2,"content_block":{"type":"text","text":""}}""", Call)]
    [InlineData("responses", """{"type":"response.function_call_arguments.delta","delta":"{"}|{"type":"response.output_item.done","item":{"type":"function_call","call_id":"call_1","name":"look","arguments":"{\"at\":\"b\"}"}}""", Call)]
    [InlineData("Gemini", """{"candidates":[{"content":{"parts":[{"functionCall":{"name":"look","args":{"at":"b"}}}]}}]}""", NoId)]
    [InlineData("Converse", """{"start":{"toolUse":{"toolUseId":"call_1","name":"look"}},"contentBlockIndex":0}|{"delta":{"toolUse":{"input":"{\"at\":"}},"contentBlockIndex":0}|{"delta":{"toolUse":{"input":"\"b\"}"}},"contentBlockIndex":0}""", Call)]
    [InlineData("Cohere chat", """{"type":"tool-call-start","index":0,"delta":{"message":{"tool_calls":{"id":"call_1","type":"function","function":{"name":"look","arguments":""}}}}}|{"type":"tool-call-delta","index":0,"delta":{"message":{"tool_calls":{"function":{"arguments":"{\"at\":\"b\"}"}}}}}""", Call)]
    [InlineData("Ollama chat", """{"message":{"role":"assistant","content":"","tool_calls":[{"function":{"name":"look","arguments":{"at":"b"}}}]},"done":false}""", NoId)]
    public void The_tool_calls_of_a_stream_are_put_together(string api, string events, string expected) => Assert.Equal(
        (api, expected),
        (api, Join(StreamedToolCalls.Read(events.Split('|').Select(each => JsonNode.Parse(each.Replace("data: ", "", StringComparison.Ordinal))!)))));

    [Theory]
    [InlineData("chat completions", Chat, "data:image/png;base64,CCCC", "\"url\":\"data:image/png;base64,CCCC\"")]
    [InlineData("messages", Messages, "CCCC", "\"data\":\"CCCC\"")]
    [InlineData("messages", Messages, "data:image/png;base64,CCCC", "\"data\":\"CCCC\"")]
    [InlineData("responses", Responses, "data:image/png;base64,CCCC", "\"image_url\":\"data:image/png;base64,CCCC\"")]
    [InlineData("Gemini", Gemini, "CCCC", "\"data\":\"CCCC\"")]
    [InlineData("Converse", Converse, "CCCC", "\"bytes\":\"CCCC\"")]
    [InlineData("Ollama chat", Ollama, "CCCC", "\"images\":[\"CCCC\"]")]
    public void Images_are_replaced(string api, string request, string image, string expected)
    {
        var conversation = Read(api, request)!;

        Assert.Equal(0, conversation.ReplaceImages(conversation.Images));
        Assert.Equal(1, conversation.ReplaceImages([image, .. conversation.Images.Skip(1)]));

        var json = Encoding.UTF8.GetString(conversation.ToUtf8());
        Assert.Contains(expected, json, StringComparison.Ordinal);
        Assert.DoesNotContain("AAAA", json, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("chat completions", Chat, """tools":[{"type":"function","function":{"name":"look","description":"Looks less.","parameters":{"type":"string"}}}]}""")]
    [InlineData("messages", Messages, """tools":[{"name":"look","description":"Looks less.","input_schema":{"type":"string"},"cache_control":{"type":"ephemeral"}}]}""")]
    [InlineData("responses", Responses, """tools":[{"type":"function","name":"look","description":"Looks less.","parameters":{"type":"string"},"strict":true}]}""")]
    [InlineData("Gemini", Gemini, """tools":[{"functionDeclarations":[{"name":"look","description":"Looks less.","parameters":{"type":"string"}}]}]}""")]
    [InlineData("Converse", Converse, """toolConfig":{"tools":[{"toolSpec":{"name":"look","description":"Looks less.","inputSchema":{"json":{"type":"string"}}}}],"toolChoice":{"auto":{}}}}""")]
    [InlineData("Cohere chat", Cohere, """tools":[{"type":"function","function":{"name":"look","description":"Looks less.","parameters":{"type":"string"}}}]}""")]
    [InlineData("Ollama chat", Ollama, """tools":[{"type":"function","function":{"name":"look","description":"Looks less.","parameters":{"type":"string"}}}]}""")]
    public void Tools_are_replaced_and_those_that_are_not_returned_are_removed(string api, string request, string expected)
    {
        var conversation = Read(api, request)!;

        Assert.Equal(0, conversation.ReplaceTools(conversation.Tools));
        Assert.NotEqual(0, conversation.ReplaceTools([JsonNode.Parse("""{"type":"function","function":{"name":"look","description":"Looks less.","parameters":{"type":"string"}}}""")]));

        Assert.EndsWith(expected, Encoding.UTF8.GetString(conversation.ToUtf8()), StringComparison.Ordinal);
    }

    [Fact]
    public void A_list_of_another_length_cannot_replace_images_and_tool_calls()
    {
        var conversation = Read("chat completions", Chat)!;

        Assert.Throws<JsonException>(() => conversation.ReplaceImages([]));
        Assert.Throws<JsonException>(() => conversation.ReplaceToolCalls([]));
        Assert.Throws<JsonException>(() => conversation.ReplaceToolCalls([JsonNode.Parse("""{"function":{"name":"look"}}""")]));
        Assert.Throws<JsonException>(() => conversation.ReplaceTools([JsonNode.Parse("""{"type":"function"}""")]));
    }

    private static Conversation? Read(string api, string json) => Conversation.Read(Formats[api], Encoding.UTF8.GetBytes(json), isResponse: false);

    private static string Print(Conversation conversation) => string.Join(
        '\n',
        [
            $"images: {string.Join(' ', conversation.Images)}",
            $"tools: {Join(conversation.Tools)}",
            $"calls: {Join(conversation.ToolCalls)}",
            .. conversation.Messages!.Select(message => Text(message!)),
        ]);

    private static string Join(IEnumerable<JsonNode> nodes) => string.Join(' ', nodes.Select(Text));

    private static string Text(JsonNode node) => node.ToJsonString(new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
}
