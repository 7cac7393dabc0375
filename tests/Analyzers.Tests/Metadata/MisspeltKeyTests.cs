using TracedLlm.Analyzers.Metadata;
using TracedLlm.CodeFixes.Metadata;
using TracedLlm.Testing.Roslyn;
using Verify = TracedLlm.Analyzers.Tests.Rows.RowFixVerifier<TracedLlm.Analyzers.Metadata.MisspeltKey, TracedLlm.CodeFixes.Metadata.MisspeltKeyFix>;

namespace TracedLlm.Analyzers.Tests.Metadata;

/// <summary>TLM1002, <see cref="MisspeltKey"/> and <see cref="MisspeltKeyFix"/>.</summary>
public class MisspeltKeyTests
{
    [Theory]
    [InlineData("sesion_id", "session_id")]
    [InlineData("sessoin_id", "session_id")]
    [InlineData("session_idd", "session_id")]
    [InlineData("sessionId", "session_id")]
    [InlineData("SessionID", "session_id")]
    [InlineData("session-id", "session_id")]
    [InlineData("season_id", "session_id")]
    [InlineData("seasonId", "session_id")]
    [InlineData("sesionid", "session_id")]
    [InlineData("sessions_id", "session_id")]
    [InlineData("seession_id", "session_id")]
    [InlineData("sessino_id", "session_id")]
    [InlineData("session_di", "session_id")]
    [InlineData("trcae_id", "trace_id")]
    [InlineData("tarce_name", "trace_name")]
    [InlineData("traceName", "trace_name")]
    [InlineData("trace_nmae", "trace_name")]
    [InlineData("genreation_id", "generation_id")]
    [InlineData("genration_id", "generation_id")]
    [InlineData("prompt_verson", "prompt_version")]
    [InlineData("trace_relase", "trace_release")]
    [InlineData("parentObservationId", "parent_observation_id")]
    [InlineData("parent_observtion_id", "parent_observation_id")]
    [InlineData("mask_ouput", "mask_output")]
    [InlineData("traceid", "trace_id")]
    [InlineData("trace_usr_id", "trace_user_id")]
    [InlineData("genaration_name", "generation_name")]
    [InlineData("parent_observaton_i", "parent_observation_id")]
    [InlineData("exsiting_trace_di", "existing_trace_id")]
    [InlineData("mask_inputt", "mask_input")]
    [InlineData("verison", "version")]
    [InlineData("litelm_parent_otel_spam", "litellm_parent_otel_span")]
    public Task Flags_and_fixes(string key, string known) => Verify.VerifyCodeFixAsync(
        RouteCode.Handler("/v1/chat/completions", $"_ = body[\"metadata\"]?[[|\"{key}\"|]];"),
        RouteCode.Handler("/v1/chat/completions", $"_ = body[\"metadata\"]?[\"{known}\"];"));

    [Theory]
    [InlineData("_ = body[\"metadata\"]?[[|\"sesion_id\"|]];")]
    [InlineData("_ = (body[\"litellm_metadata\"] ?? body[\"metadata\"])?[[|\"sesion_id\"|]];")]
    [InlineData("body[\"metadata\"] = new JsonObject { [[|\"sesion_id\"|]] = \"s\" };")]
    [InlineData("body[\"metadata\"] = new JsonObject { { [|\"sesion_id\"|], \"s\" } };")]
    [InlineData("map[\"metadata\"] = new() { [[|\"sesion_id\"|]] = \"s\" };")]
    [InlineData("if (element.TryGetProperty(\"metadata\", out var found)) { _ = found.GetProperty([|\"sesion_id\"u8|]); }")]
    [InlineData("const string Key = \"sesion_id\"; _ = body[\"metadata\"]?[[|Key|]];")]
    public Task Flags_every_form(string statements) => Verify.VerifyAnalyzerAsync(RouteCode.Handler("/v1/messages", statements));

    [Theory]
    [InlineData("class Model { [JsonPropertyName(\"metadata\")] public Extra? Metadata { get; set; } } class Extra { [JsonPropertyName([|\"sesion_id\"|])] public string? Session { get; set; } [JsonPropertyName(\"trace_name\")] public string? Name { get; set; } }")]
    [InlineData("class Model { [JsonPropertyName(\"litellm_metadata\")] public Extra? Gateway { get; set; } } class Extra { [JsonPropertyName([|\"session-id\"|])] public string? Session { get; set; } }")]
    [InlineData("record Model([property: JsonPropertyName(\"litellm_metadata\")] Extra? Gateway); record Extra([property: JsonPropertyName([|\"traceUserId\"|])] string? User);")]
    [InlineData("record Model(Extra? Metadata); record Extra([property: JsonPropertyName([|Keys.Session|])] string? Session, [property: JsonPropertyName(\"trace_id\")] string? Trace); static class Keys { public const string Session = \"sesion_id\"; }")]
    public Task Flags_a_typed_key(string types) => Verify.VerifyAnalyzerAsync(
        RouteCode.Handler("/v1/messages", "_ = 1;").TrimEnd() + " " + types);

    [Theory]
    [InlineData("class Model { [J(\"metadata\")] public Extra? Metadata { get; set; } } class Extra { [J(\"verison\")] public string? Version { get; set; } [J(\"color\")] public string? Color { get; set; } }")]
    [InlineData("class Model { [J(\"litellm_metadata\")] public Extra? Gateway { get; set; } } class Extra { [J(\"trace_date\")] public string? Session { get; set; } }")]
    [InlineData("class Model { [J(\"litellm_metadata\")] public Extra? Gateway { get; set; } } class Extra { } class Other { [J(\"sesion_id\")] public string? Session { get; set; } }")]
    public Task Leaves_other_types_alone(string types) => Verify.VerifyAnalyzerAsync(
        RouteCode.Handler("/v1/messages", "_ = 1;").TrimEnd() + " " + types.Replace("[J(", "[JsonPropertyName(", StringComparison.Ordinal));

    [Theory]
    [InlineData("_ = element.Text(\"metadata\", [|\"sesion_id\"|]);")]
    [InlineData("_ = Texts.Text(element, \"litellm_metadata\", [|\"tracename\"|]);")]
    [InlineData("var session = element.Text(\"metadata\", [|\"seasonId\"|]) ?? element.Text(\"metadata\", \"session_id\");")]
    [InlineData("_ = element.Text(\"metadata\", \"session_id\") ?? element.Text(\"other\", \"sesion_id\") ?? Texts.Join(\"metadata\", \"sesion_id\");")]
    public Task Reads_a_path_of_arguments(string statements) => Verify.VerifyAnalyzerAsync(
        RouteCode.Handler("/v1/messages", statements).TrimEnd() + """
         static class Texts
        {
            public static string? Text(this System.Text.Json.JsonElement element, params string[] path)
            {
                foreach (var step in path)
                {
                    if (element.ValueKind != System.Text.Json.JsonValueKind.Object || !element.TryGetProperty(step, out element))
                    {
                        return null;
                    }
                }

                return element.ToString();
            }

            public static string Join(params string[] names) => string.Concat(names);
        }
        """);

    [Theory]
    [InlineData("record Command(JsonObject Body); class Worker { string? Read(Command command) { var body = command.Body; return body[\"litellm_metadata\"]?[[|\"sessionId\"|]]?.GetValue<string>(); } }")]
    [InlineData("record Command(JsonObject Body); class Worker { string? Read(Command command) => command.Body[\"litellm_metadata\"]?[\"inner\"]?[\"sessionId\"]?.GetValue<string>(); }")]
    [InlineData("record Command(JsonObject Body); class Worker { string? Read(Command command) => command.Body[\"metadata\"]?[\"sessionId\"]?.GetValue<string>(); }")]
    public Task Reads_the_gateways_field_in_a_property(string types) =>
        Verify.VerifyAnalyzerAsync(RouteCode.Handler("/v1/messages", "_ = 1;").TrimEnd() + " " + types);

    [Theory]
    [InlineData("_ = new HttpClient().GetFromJsonAsync<JsonObject>(\"http://localhost\").Result![\"metadata\"]?[\"sesion_id\"];")]
    [InlineData("_ = JsonNode.Parse(System.IO.File.ReadAllText(\"models.json\"))![\"metadata\"]?[\"verison\"];")]
    public Task Leaves_other_data_than_requests_alone(string statements) => Verify.VerifyAnalyzerAsync(RouteCode.Handler("/v1/messages", statements));

    [Theory]
    [InlineData("session_id")]
    [InlineData("user_id")]
    [InlineData("user_api_key_anything")]
    [InlineData("tag")]
    [InlineData("header")]
    [InlineData("guardrail")]
    [InlineData("versions")]
    [InlineData("prompts")]
    [InlineData("trace_date")]
    [InlineData("trace_url")]
    [InlineData("team_id")]
    [InlineData("task_input")]
    [InlineData("request_id")]
    [InlineData("mission_id")]
    [InlineData("environment")]
    [InlineData("agent")]
    [InlineData("")]
    public Task Leaves_keys_alone(string key) => Verify.VerifyAnalyzerAsync(RouteCode.Handler("/v1/chat/completions", $"_ = body[\"metadata\"]?[\"{key}\"];"));

    [Fact]
    public Task Leaves_ordinary_keys_alone() => Verify.VerifyAnalyzerAsync(RouteCode.Handler(
        "/v1/chat/completions",
        string.Join('\n', OrdinaryKeys.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Select(key => $"_ = body[\"metadata\"]?[\"{key}\"];"))));

    private const string OrdinaryKeys = """
        account_id action actor_id address age agent_id agent_name amount api_version app_id app_name app_version application area article_id asset_id
        assistant_id attempt audience author author_id batch_id billing_code board_id body_length bot_id branch brand browser bucket budget build
        build_id business_unit call_id call_reason campaign campaign_id cart_id case_id category channel channel_id chat_id city client client_id client_version
        cluster code cohort color comment company company_id component config confidence connection_id contact contact_id container content_type context
        context_id conversation conversation_id cost_center count country course_id created_at created_by currency customer customer_id customer_tier data_source dataset date
        deadline debug department deployment description device device_id device_type dialog_id direction document_id domain duration email employee_id endpoint_id
        engine entity_id entry_id environment episode_id error_code event event_id event_type experiment experiment_id expires_at external_id feature feature_flag feedback_id
        field file_id file_name flow flow_id folder_id format game_id generator generator_id goal group group_id guild_id hash host
        hostname image_id incident_id index industry input_length input_type instance_id intent interaction_id invoice_id issue_id item_id job_id job_name journey
        kind lab label labels language lead_id level license line_id locale location log_level machine_id mark_input market member_id
        message_id method mission_id mode model_alias model_hint module_id month name namespace network node_id note notebook_id object_id offset
        operation order_id organization origin outcome output_format owner owner_id page page_id parent_id parent_order_id parent_span_id partner_id patent_id patient_id
        payment_id person_id phase phone pipeline_id place_id plan platform player_id policy_id position priority product product_id profile_id project
        project_id prompt_hash prompt_length prompt_source prompt_type prompts provider_hint purpose quality queue race_id rank rate reason record_id reference
        region registration_id relation_id release release_date release_id request_id request_type resource_id retry_count revision role room_id route run_id run_name
        sale_id scenario schema scope score screen section_id section_name segment_id selection_id sensor_id sequence server service service_name session
        session_count session_start session_type shop_id site_id size skill source source_id span_id stage start_time state status step step_id
        store_id stream study_id subject subscription_id suite survey_id system tag tag_id target task task_id task_input tax_id team
        team_name tenant tenant_id test_id thread_id ticket_id tier time time_zone timestamp title token_count tool topic total track_id
        track_name trade_id trade_name train_id transaction_id trace_date trace_url trial type unit update updated_at url use_case user_agent user_count
        user_email user_group user_name user_role user_tier users value variant vendor verse_id version_date version_id versions video_id vision_id visit_id
        visitor_id volume webhook_id website week widget workflow workflow_id workspace workspace_id year zone
        """;

    [Theory]
    [InlineData("_ = body[\"options\"]?[\"sesion_id\"];")]
    [InlineData("_ = body[\"sesion_id\"];")]
    [InlineData("_ = http.Request.Headers[\"sesion_id\"];")]
    [InlineData("_ = body[\"metadata\"]?[http.TraceIdentifier];")]
    [InlineData("_ = \"sesion_id\";")]
    public Task Leaves_other_objects_alone(string statements) => Verify.VerifyAnalyzerAsync(RouteCode.Handler("/v1/chat/completions", statements));

    [Fact]
    public Task Leaves_metadata_outside_traced_routes_alone() => Verify.VerifyAnalyzerAsync("""
        using System.Text.Json.Nodes;
        static class Manifest { public static JsonNode? Read(JsonObject manifest) => manifest["metadata"]?["sesion_id"]; }
        """);

    [Fact]
    public Task Flags_litellm_metadata_in_all_code_of_a_project_that_traces() => Verify.VerifyCodeFixAsync(
        """
        using System.Text.Json.Nodes;
        static class Sender { public static void Send(JsonObject body) => body["litellm_metadata"] = new JsonObject { [[|"sesion_id"|]] = "s", [[|"trace_nam"|]] = "t" }; }
        static class Routes { [TracedLlmRoute(LlmApi.Messages)] public static Task Handle(HttpContext http) => Task.CompletedTask; }
        """,
        """
        using System.Text.Json.Nodes;
        static class Sender { public static void Send(JsonObject body) => body["litellm_metadata"] = new JsonObject { ["session_id"] = "s", ["trace_name"] = "t" }; }
        static class Routes { [TracedLlmRoute(LlmApi.Messages)] public static Task Handle(HttpContext http) => Task.CompletedTask; }
        """);

    // A project that traces nothing pays nothing for the rules.
    [Fact]
    public Task Leaves_a_project_alone_that_traces_nothing() => Verify.VerifyAnalyzerAsync("""
        using System.Text.Json.Nodes;
        static class Sender { public static void Send(JsonObject body) => body["litellm_metadata"] = new JsonObject { ["sesion_id"] = "s" }; }
        """);

    [Fact]
    public Task A_mapped_key() => Verify.VerifyCodeFixAsync(
        "[GatewayMetadata] partial class Tenant { [MetadataKey([|\"sesion_id\"|], Tag = \"app.session\")] public string? Session { get; set; } }",
        "[GatewayMetadata] partial class Tenant { [MetadataKey(\"session_id\", Tag = \"app.session\")] public string? Session { get; set; } }");

    [Theory]
    [InlineData("tenant_id")]
    [InlineData("session_id")]
    [InlineData("request_id")]
    public Task Leaves_mapped_keys_alone(string key) =>
        Verify.VerifyAnalyzerAsync($"[GatewayMetadata] partial class Tenant {{ [MetadataKey(\"{key}\")] public string? Id {{ get; set; }} }}");

    [Fact]
    public Task Says_which_key_is_known() => Verify.VerifyAnalyzerAsync(
        RouteCode.Handler("/v1/chat/completions", "_ = body[\"metadata\"]?[{|#0:\"sesion_id\"|}];"),
        Verify.Diagnostic().WithLocation(0).WithMessage("The metadata key 'sesion_id' is unknown; use 'session_id'"));

    [Fact]
    public Task An_option_allows_own_keys() => new RuleTest<MisspeltKey>
    {
        TestCode = RouteCode.Handler("/v1/chat/completions", "_ = body[\"metadata\"]?[\"trace_ip\"]; _ = body[\"metadata\"]?[[|\"trace_ie\"|]];"),
        EditorConfig = "tlm1002.own_keys = tenant, trace_ip",
    }.RunAsync();
}
