using System.Text;
using System.Text.Json;
using TracedLlm.Apis;
using TracedLlm.Facts;

namespace TracedLlm.Tests.Payloads.Apis;

/// <summary>The parameters of requests under their own names, with content captured and without.</summary>
public sealed class RequestParametersTests
{
    [Theory]
    [InlineData(
        LlmApi.ChatCompletions,
        """
        {
          "model": "gpt-5", "messages": [{"role": "user", "content": "Hi"}], "tools": [], "functions": [], "metadata": {"session_id": "s"},
          "tool_choice": {"type": "function", "function": {"name": "look"}}, "parallel_tool_calls": false,
          "response_format": {"type": "json_schema", "json_schema": {"name": "answer", "strict": true, "schema": {"type": "object"}}},
          "reasoning_effort": "low", "verbosity": "low", "max_completion_tokens": 50, "stop": ["the end"], "logit_bias": {"50256": -100},
          "stream": true, "stream_options": {"include_usage": true}, "user": "user 7", "temperature": null, "seed": 9007199254740993,
          "prediction": {"type": "content", "content": "Dear Sir"}, "web_search_options": {"user_location": {"approximate": {"city": "Rome"}}},
          "a_new_text": "Some prose", "a_new_word": "word", "a_new_number": 3, "a_new_switch": true, "stop_token_ids": [1, 2],
          "litellm_metadata": {}, "litellm_trace_id": "t", "guardrails": ["pii"], "langfuse_public_key": "pk", "api_key": "sk-1", "num_retries": 2
        }
        """,
        """{"tool_choice":{"type":"function","function":{"name":"look"}},"parallel_tool_calls":false,"response_format":{"type":"json_schema","json_schema":{"name":"answer","strict":true,"schema":{"type":"object"}}},"reasoning_effort":"low","verbosity":"low","max_completion_tokens":50,"stop":["the end"],"logit_bias":{"50256":-100},"stream":true,"stream_options":{"include_usage":true},"user":"user 7","seed":9007199254740993,"prediction":{"type":"content","content":"Dear Sir"},"web_search_options":{"user_location":{"approximate":{"city":"Rome"}}},"a_new_text":"Some prose","a_new_word":"word","a_new_number":3,"a_new_switch":true,"stop_token_ids":[1,2]}""",
        """{"tool_choice":{"type":"function","function":{"name":"look"}},"parallel_tool_calls":false,"response_format":{"type":"json_schema","json_schema":{"name":"answer","strict":true}},"reasoning_effort":"low","verbosity":"low","max_completion_tokens":50,"stop":["the end"],"logit_bias":{"50256":-100},"stream":true,"stream_options":{"include_usage":true},"user":"user 7","seed":9007199254740993,"a_new_number":3,"a_new_switch":true}""")]
    [InlineData(
        LlmApi.Messages,
        """
        {
          "model": "claude-opus-4-8", "max_tokens": 1024, "system": "Be brief.", "messages": [], "metadata": {"user_id": "u"},
          "thinking": {"type": "enabled", "budget_tokens": 10000}, "stop_sequences": ["\n\nHuman:"], "top_k": 5, "speed": "fast",
          "service_tier": "auto", "tool_choice": {"type": "auto", "disable_parallel_tool_use": true}, "cache_control": {"type": "ephemeral", "ttl": "1h"},
          "mcp_servers": [{"type": "url", "url": "https://mcp.test", "authorization_token": "secret"}]
        }
        """,
        """{"max_tokens":1024,"thinking":{"type":"enabled","budget_tokens":10000},"stop_sequences":["\n\nHuman:"],"top_k":5,"speed":"fast","service_tier":"auto","tool_choice":{"type":"auto","disable_parallel_tool_use":true},"cache_control":{"type":"ephemeral","ttl":"1h"},"mcp_servers":[{"type":"url","url":"https://mcp.test"}]}""",
        """{"max_tokens":1024,"thinking":{"type":"enabled","budget_tokens":10000},"stop_sequences":["\n\nHuman:"],"top_k":5,"speed":"fast","service_tier":"auto","tool_choice":{"type":"auto","disable_parallel_tool_use":true},"cache_control":{"type":"ephemeral","ttl":"1h"}}""")]
    [InlineData(
        LlmApi.Responses,
        """
        {
          "model": "gpt-5", "input": "Hi", "instructions": "Be brief.", "metadata": {"own": "kept"}, "max_output_tokens": 9,
          "reasoning": {"effort": "high", "summary": "auto"}, "truncation": "auto", "store": false, "include": ["reasoning.encrypted_content"],
          "text": {"verbosity": "low", "format": {"type": "json_schema", "name": "a", "schema": {}, "description": "An answer"}},
          "previous_response_id": "resp_1", "prompt": {"id": "pmpt_1", "version": "2", "variables": {"city": "Rome"}}
        }
        """,
        """{"max_output_tokens":9,"reasoning":{"effort":"high","summary":"auto"},"truncation":"auto","store":false,"include":["reasoning.encrypted_content"],"text":{"verbosity":"low","format":{"type":"json_schema","name":"a","schema":{},"description":"An answer"}},"previous_response_id":"resp_1","prompt":{"id":"pmpt_1","version":"2","variables":{"city":"Rome"}}}""",
        """{"max_output_tokens":9,"reasoning":{"effort":"high","summary":"auto"},"truncation":"auto","store":false,"include":["reasoning.encrypted_content"],"text":{"verbosity":"low","format":{"type":"json_schema","name":"a"}},"previous_response_id":"resp_1"}""")]
    [InlineData(
        LlmApi.GenerateContent,
        """
        {
          "contents": [], "systemInstruction": {}, "tools": [], "cachedContent": "cachedContents/1",
          "generationConfig": {"temperature": 0, "maxOutputTokens": 5, "thinkingConfig": {"thinkingBudget": 0}, "responseSchema": {"type": "OBJECT"}, "stopSequences": ["the end"]},
          "safetySettings": [{"category": "HARM_CATEGORY_HARASSMENT", "threshold": "BLOCK_NONE"}], "toolConfig": {"functionCallingConfig": {"mode": "ANY"}}
        }
        """,
        """{"cachedContent":"cachedContents/1","temperature":0,"maxOutputTokens":5,"thinkingConfig":{"thinkingBudget":0},"responseSchema":{"type":"OBJECT"},"stopSequences":["the end"],"safetySettings":[{"category":"HARM_CATEGORY_HARASSMENT","threshold":"BLOCK_NONE"}],"toolConfig":{"functionCallingConfig":{"mode":"ANY"}}}""",
        """{"cachedContent":"cachedContents/1","temperature":0,"maxOutputTokens":5,"thinkingConfig":{"thinkingBudget":0},"stopSequences":["the end"],"safetySettings":[{"category":"HARM_CATEGORY_HARASSMENT","threshold":"BLOCK_NONE"}],"toolConfig":{"functionCallingConfig":{"mode":"ANY"}}}""")]
    [InlineData(LlmApi.Embeddings, """{"model":"m","input":["a"],"encoding_format":"float","dimensions":8,"input_type":"query"}""", """{"encoding_format":"float","dimensions":8,"input_type":"query"}""", null)]
    [InlineData(LlmApi.Rerank, """{"model":"m","query":"q","documents":["a"],"top_n":2,"return_documents":true}""", """{"top_n":2,"return_documents":true}""", null)]
    [InlineData(LlmApi.ImageGeneration, """{"model":"m","prompt":"a cat","n":1,"size":"1024x1024","quality":"high","background":"transparent"}""", """{"n":1,"size":"1024x1024","quality":"high","background":"transparent"}""", null)]
    [InlineData(LlmApi.Speech, """{"model":"m","input":"Hi","instructions":"Softly","voice":"alloy","response_format":"mp3","speed":1.5}""", """{"voice":"alloy","response_format":"mp3","speed":1.5}""", null)]
    [InlineData(LlmApi.Transcription, """{"model":"m","prompt":"Names: Ann","language":"en","temperature":"0.2"}""", """{"language":"en","temperature":"0.2"}""", """{"language":"en"}""")]
    [InlineData(LlmApi.Moderations, """{"model":"m","input":"Hi"}""", "", null)]
    [InlineData(LlmApi.Completions, """{"model":"m","prompt":["Hi"],"suffix":"The end","echo":true,"best_of":2,"max_tokens":5}""", """{"suffix":"The end","echo":true,"best_of":2,"max_tokens":5}""", """{"echo":true,"best_of":2,"max_tokens":5}""")]
    [InlineData(LlmApi.Files, """{"purpose":"batch","n":1}""", "", null)]
    public void Parameters_have_the_names_of_the_request(LlmApi api, string body, string expected, string? withoutContent)
    {
        Assert.Equal(expected, Read(api, body, content: true) ?? "");
        Assert.Equal(withoutContent ?? expected, Read(api, body, content: false) ?? "");
    }

    [Theory]
    [InlineData("", null)]
    [InlineData("[1]", null)]
    [InlineData("{}", null)]
    [InlineData("""{"n":1,"top_p":""", """{"n":1}""")]
    [InlineData("""{"n":1,"logit_bias":{"a":1""", """{"n":1}""")]
    [InlineData("""{"\u006e":1,"reasoning_effort":"l\u006fw"}""", """{"n":1,"reasoning_effort":"low"}""")]
    public void A_broken_body_gives_what_is_before_the_break(string body, string? expected) => Assert.Equal(expected, Read(LlmApi.ChatCompletions, body, content: false));

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_text_with_the_form_of_a_key_is_left_out(bool content) => Assert.Equal(
        """{"tool_choice":{},"include":["a"],"n":1}""",
        Read(LlmApi.ChatCompletions, """{"tool_choice":{"type":"sk-proj-1234567890abcdefghij"},"voice":"sk-proj-1234567890abcdefghij","user":"Bearer 1234567890abcdefghij","include":["sk-proj-1234567890abcdefghij","a"],"n":1}""", content));

    [Fact]
    public void A_parameter_that_is_too_long_is_left_out_and_the_others_stay_valid_json()
    {
        var read = Read(LlmApi.ChatCompletions, $$"""{"n":1,"prediction":{"content":"{{new string('a', 40_000)}}"},"deep":{{string.Concat(Enumerable.Repeat("[", 60))}}{{string.Concat(Enumerable.Repeat("]", 60))}},"seed":2}""", content: true);

        using var json = JsonDocument.Parse(read!);
        Assert.Equal(["n", "deep", "seed"], json.RootElement.EnumerateObject().Select(member => member.Name));
    }

    // The text in the field is broken after the first reading, so that a second search finds no end.
    [Theory]
    [InlineData(LlmApi.ChatCompletions, "messages")]
    [InlineData(LlmApi.Messages, "messages")]
    [InlineData(LlmApi.Responses, "input")]
    [InlineData(LlmApi.Embeddings, "input")]
    [InlineData(LlmApi.GenerateContent, "contents")]
    [InlineData(LlmApi.Converse, "messages")]
    public void The_field_that_is_the_most_of_a_long_body_is_searched_for_its_end_once(LlmApi api, string field)
    {
        var row = RowOf(api);
        var json = Encoding.UTF8.GetBytes($$"""{"seed":1, "{{field}}": ["some text"] , "n":2}""");
        var facts = ApiPayloads.ReadRequest(row, json, content: false);
        json[json.AsSpan().IndexOf("some"u8)] = (byte)'"';

        Assert.Equal("""{"seed":1}""", RequestParameters.Read(row, json, content: false));
        Assert.Equal("""{"seed":1,"n":2}""", RequestParameters.Read(row, json, content: false, facts.LongField));
    }

    private static string? Read(LlmApi api, string body, bool content)
    {
        var row = RowOf(api);
        var json = Encoding.UTF8.GetBytes(body);
        var read = RequestParameters.Read(row, json, content);
        Assert.Equal(read, RequestParameters.Read(row, json, content, ApiPayloads.ReadRequest(row, json, content).LongField));
        return read;
    }

    private static LlmApiFacts RowOf(LlmApi api) => LlmApiTable.Rows.First(row => row.Api == api && (row.Kind != LlmApiKind.Management || api == LlmApi.Files));
}
