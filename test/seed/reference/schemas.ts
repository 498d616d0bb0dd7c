// The columns of the two tables as Azure Monitor documents them, in the order of the built-in schemas.
import type { Column } from './table.ts';

export const EVENT: Column[] = columns(`
  SourceSystem:string, TimeGenerated:datetime, Source:string, EventLog:string, Computer:string, EventLevel:int,
  EventLevelName:string, ParameterXml:string, EventData:string, EventID:int, RenderedDescription:string, AzureDeploymentID:string,
  Role:string, EventCategory:int, UserName:string, Message:string, ManagementGroupName:string, Type:string, _IsBillable:string,
  _BilledSize:real, _ResourceId:string, _SubscriptionId:string, TenantId:string, MG:string
`);

export const DEVICE_NETWORK_EVENTS: Column[] = columns(`
  TenantId:string, ActionType:string, AdditionalFields:dynamic, AppGuardContainerId:string, DeviceId:string, DeviceName:string,
  InitiatingProcessAccountDomain:string, InitiatingProcessAccountName:string, InitiatingProcessAccountObjectId:string,
  InitiatingProcessAccountSid:string, InitiatingProcessAccountUpn:string, InitiatingProcessCommandLine:string,
  InitiatingProcessFileName:string, InitiatingProcessFolderPath:string, InitiatingProcessId:long,
  InitiatingProcessIntegrityLevel:string, InitiatingProcessMD5:string, InitiatingProcessParentFileName:string,
  InitiatingProcessParentId:long, InitiatingProcessSHA1:string, InitiatingProcessSHA256:string,
  InitiatingProcessTokenElevation:string, InitiatingProcessFileSize:long, InitiatingProcessVersionInfoCompanyName:string,
  InitiatingProcessVersionInfoProductName:string, InitiatingProcessVersionInfoProductVersion:string,
  InitiatingProcessVersionInfoInternalFileName:string, InitiatingProcessVersionInfoOriginalFileName:string,
  InitiatingProcessVersionInfoFileDescription:string, LocalIP:string, LocalIPType:string, LocalPort:int, MachineGroup:string,
  Protocol:string, RemoteIP:string, RemoteIPType:string, RemotePort:int, RemoteUrl:string, ReportId:long, TimeGenerated:datetime,
  InitiatingProcessParentCreationTime:datetime, InitiatingProcessCreationTime:datetime, InitiatingProcessSessionId:long,
  IsInitiatingProcessRemoteSession:bool, InitiatingProcessRemoteSessionDeviceName:string, InitiatingProcessRemoteSessionIP:string,
  InitiatingProcessUniqueId:string, SourceSystem:string, Type:string, _IsBillable:string, _BilledSize:real, Timestamp:datetime,
  LogonID:long
`);

function columns(text: string): Column[] {
  return text
    .trim()
    .split(/,\s+/)
    .map((column) => {
      const [name, type] = column.split(':');
      return { name, type };
    });
}
